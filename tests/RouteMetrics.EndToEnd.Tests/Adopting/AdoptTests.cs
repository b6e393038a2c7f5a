using System.Text.Json.Nodes;
using RouteMetrics.EndToEnd.Tests.Controller;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Adopting;

/// <summary>Hand-written objects hold ours, and hand over to them, on a real API server.</summary>
[Collection<OneInstallation>]
public sealed class AdoptTests(InstalledCluster cluster)
{
    private ControlPlane ControlPlane => cluster.ControlPlane;

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task The_hand_written_podinfo_objects_are_held_for_and_then_hand_over_with_equal_names_and_never_without_a_plugin()
    {
        await ApplyAsync("adopted");
        string[] theirs = ["Gateway adopted-waypoint", "WasmPlugin podinfo-attributes", "Telemetry adopted-telemetry"];
        await Eventually.SucceedsAsync(async () => Assert.Equal(1, (await ControlPlane.EventsAsync("adopted")).Count(static told =>
            told.StartsWith("Warning Held HTTPRoute/podinfo: RMW014 spec.parentRefs[0]: is not measured: ", StringComparison.Ordinal))));
        Assert.DoesNotContain(await ControlPlane.EventsAsync("adopted"), static told => told.Contains("delete it", StringComparison.Ordinal));
        Assert.Equal(theirs, await ControlPlane.ObjectsAsync("adopted"));
        var (waypoint, before) = (await MetadataAsync("gateway adopted-waypoint"), await VersionsAsync("adopted"));
        Assert.Equal(["RMW014"], await AuditedAsync("adopted"));

        var told = await RunAsync("adopt", "-n", "adopted", "--dry-run", "-o", "json");
        Assert.Equal(0, told.Exit);
        Assert.StartsWith("configuration: ", told.Error, StringComparison.Ordinal);
        var target = JsonNode.Parse(told.Out)!["targets"]!.AsArray().Single()!;
        Assert.Empty(target["changes"]!.AsArray());
        Assert.All(target["entries"]!.AsArray(), static entry => Assert.Equal("equal", (string?)entry!["relation"]));
        Assert.Equal(before, await VersionsAsync("adopted"));

        var refused = await RunAsync("adopt", "-n", "adopted");
        Assert.Equal(1, refused.Exit);
        Assert.EndsWith("nothing was changed; answer y, or give --yes\n", refused.Error);
        Assert.Equal(before, await VersionsAsync("adopted"));

        var adopted = await RunAsync("adopt", "-n", "adopted", "--yes", "--settle", "2s");
        Assert.True(adopted.Exit == 0, adopted.Error);
        await ControlPlane.SettledAsync();
        Assert.Equal(["Gateway adopted-waypoint", "WasmPlugin podinfo-svc-wasmplugin", "Telemetry podinfo-svc-telemetry"], await ControlPlane.ObjectsAsync("adopted"));
        Assert.Equal(
            [
                "GET /healthz: xds.route_name == 'adopted.podinfo.0' && request.method == 'GET' && request.url_path == '/healthz'",
                "POST /echo: xds.route_name == 'adopted.podinfo.1' && request.method == 'POST' && request.url_path == '/echo'",
            ],
            await ControlPlane.OperationsAsync("adopted"));
        Assert.Equal(2, (await ControlPlane.SpecAsync("telemetry podinfo-svc-telemetry -n adopted"))["metrics"]![0]!["overrides"]!.AsArray().Count);
        Assert.Equal(waypoint, await MetadataAsync("gateway adopted-waypoint"));
        Assert.Empty(await AuditedAsync("adopted"));
        await Ours_were_there_before_theirs_went();

        var again = await RunAsync("adopt", "-n", "adopted", "--yes");
        Assert.Equal(new(0, "Nothing in namespace adopted is held for a hand-written object.\n", "configuration: ConfigMap route-metrics/route-metrics\n"), again);
    }

    [Fact]
    public async Task A_plugin_that_comes_later_has_ours_removed_and_put_back_when_it_goes()
    {
        await Kubectl.OutputAsync("create namespace later");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("later", "{type: Exact, value: /healthz}"));
        await ControlPlane.HasAsync("later", Cluster.PodinfoIn("later"));
        await Kubectl.OutputAsync("create -f -", Manifest.WasmPlugin("later", "request.url_path == '/x'").Replace("by_hand", "istio_operationId", StringComparison.Ordinal));
        await ControlPlane.HasAsync("later", "Gateway later-waypoint", "WasmPlugin by-hand");
        await Kubectl.OutputAsync("annotate wasmplugin by-hand -n later routemetrics.io/adopt=true");
        await ControlPlane.HasAsync("later", "Gateway later-waypoint", "WasmPlugin by-hand", "WasmPlugin podinfo-svc-wasmplugin", "Telemetry podinfo-svc-telemetry");
        await Kubectl.OutputAsync("annotate wasmplugin by-hand -n later routemetrics.io/adopt-");
        await ControlPlane.HasAsync("later", "Gateway later-waypoint", "WasmPlugin by-hand");
        await Kubectl.OutputAsync("delete wasmplugin by-hand -n later");
        await ControlPlane.HasAsync("later", Cluster.PodinfoIn("later"));
    }

    [Fact]
    public async Task TrafficExtensions_are_looked_at_once_the_cluster_has_them()
    {
        await Kubectl.OutputAsync("create namespace extended");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("extended", "{type: Exact, value: /healthz}"));
        await ControlPlane.HasAsync("extended", Cluster.PodinfoIn("extended"));
        await Kubectl.OutputAsync($"apply --validate=false -f {SourceTree.PathOf("tests/RouteMetrics.EndToEnd.Tests/Crds/trafficextensions.yaml")}");
        await Eventually.SucceedsAsync(() => Kubectl.OutputAsync("apply --validate=false -f -", """
            apiVersion: extensions.istio.io/v1alpha1
            kind: TrafficExtension
            metadata: {name: theirs, namespace: extended}
            spec:
              targetRefs: [{group: "", kind: Service, name: podinfo-svc}]
              wasm:
                url: oci://registry.example/attributegen:1
                pluginConfig: {attributes: [{output_attribute: istio_operationId, match: [{value: x}]}]}
            """));
        await ControlPlane.HasAsync("extended", "Gateway extended-waypoint");
        await Kubectl.OutputAsync("delete trafficextension theirs -n extended");
        await ControlPlane.HasAsync("extended", Cluster.PodinfoIn("extended"));
    }

    private async Task Ours_were_there_before_theirs_went()
    {
        await Eventually.SucceedsAsync(() =>
        {
            var writes = ControlPlane.Audit.Read().Where(static e => e is { Namespace: "adopted", IsWrite: true, Resource: "wasmplugins" or "telemetries" } && e.Status < 300).ToList();
            var deleted = writes.Where(static e => e.Verb == "delete").ToList();
            Assert.Equal(["adopted-telemetry", "podinfo-attributes"], deleted.Select(static e => e.Name).Order(StringComparer.Ordinal));
            foreach (var kind in (string[])["wasmplugins", "telemetries"])
            {
                // The first is that of the hand-written one.
                var created = writes.Where(e => e.Verb == "create" && e.Resource == kind).ElementAt(1);
                Assert.All(deleted, e => Assert.True(created.Received < e.Received, $"{created.Received} {e.Received}"));
            }

            return Task.CompletedTask;
        });
    }

    private async Task ApplyAsync(string ns)
    {
        var sample = (await File.ReadAllTextAsync(SourceTree.PathOf("samples/handwritten.yaml"), TestContext.Current.CancellationToken))
            .Replace("namespace: podinfo", $"namespace: {ns}", StringComparison.Ordinal)
            .Replace("podinfo-waypoint", $"{ns}-waypoint", StringComparison.Ordinal)
            .Replace("podinfo-telemetry", $"{ns}-telemetry", StringComparison.Ordinal)
            .Replace("kind: Namespace\nmetadata:\n  name: podinfo", $"kind: Namespace\nmetadata:\n  name: {ns}", StringComparison.Ordinal);
        await Kubectl.OutputAsync("apply -f -", sample);
        await ControlPlane.NameAsync(ns);
    }

    private async Task<string[]> AuditedAsync(string ns)
    {
        var audited = await RunAsync("audit", "-n", ns, "-o", "json");
        return [.. JsonNode.Parse(audited.Out)!["findings"]!.AsArray().Select(static finding => (string)finding!["code"]!).Where(static code => code == "RMW014")];
    }

    private async Task<string> MetadataAsync(string what)
    {
        var metadata = (await Kubectl.GetAsync($"{what} -n adopted"))["metadata"]!;
        return $"{metadata["uid"]} {metadata["resourceVersion"]}";
    }

    private async Task<string[]> VersionsAsync(string ns) =>
        [.. (await Kubectl.GetAsync($"gateways,wasmplugins,telemetries,httproutes -n {ns}"))["items"]!.AsArray().Select(static item => $"{item!["kind"]} {item["metadata"]!["resourceVersion"]}")];

    private Task<Ended> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync(SourceTree.Program, [.. arguments, "--kubeconfig", Kubectl.Kubeconfig]);
}
