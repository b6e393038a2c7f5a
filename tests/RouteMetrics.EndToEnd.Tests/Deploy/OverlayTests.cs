using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>Each overlay, applied one over the other as a cluster's owner who tries them does.</summary>
[Collection(nameof(BareCluster))]
public sealed class OverlayTests(BareCluster cluster)
{
    private const string Configuration = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/route-metrics";

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Theory]
    [InlineData("deploy", "policy/v1")]
    [InlineData("deploy/overlays/audit", "policy/v1")]
    [InlineData("deploy/overlays/native-engine", "policy/v1")]
    [InlineData("deploy/overlays/module", "policy/v1")]
    [InlineData("deploy/overlays/ha", "policy/v1", "nodeTaintsPolicy")]
    [InlineData("deploy/overlays/enforce-fail-closed", "policy/v1", "nodeTaintsPolicy")]
    [InlineData("deploy/overlays/annotate-none", "policy/v1")]
    [InlineData("deploy/overlays/kubernetes-1.21", "policy/v1")]
    [InlineData("deploy/overlays/cert-manager", "policy/v1")]
    public async Task An_api_server_takes_it_but_for_what_is_newer_and_who_applies_it_again_changes_nothing(string overlay, params string[] newer)
    {
        var manifests = await ApplyAsync(overlay, newer);
        await AssertSettledAsync(manifests);
        await AssertSharedAsync(manifests);
    }

    [Theory]
    [InlineData("", "deploy", "policy/v1")]
    [InlineData("highAvailability.enabled=true,failClosed.enabled=true", "deploy/overlays/enforce-fail-closed", "policy/v1", "nodeTaintsPolicy")]
    public async Task The_chart_is_taken_alike_and_shares_its_objects_with_the_overlay(string values, string overlay, params string[] newer)
    {
        var chart = await ApplyAsync(await ReadAsync(await RenderAsync(values)), newer);
        await AssertSettledAsync(chart);
        await AssertSharedAsync(await ApplyAsync(overlay, newer), chart);
    }

    [Fact]
    public async Task A_ca_bundle_that_was_patched_in_outlives_an_upgrade()
    {
        await ApplyAsync("deploy", "policy/v1");
        var configuration = (await cluster.ControlPlane.Api.GetAsync(Configuration)).Object;
        var bundle = Convert.ToBase64String(await File.ReadAllBytesAsync(cluster.ControlPlane.CaFile, TestContext.Current.CancellationToken));
        configuration["webhooks"]![0]!["clientConfig"]!["caBundle"] = bundle;
        _ = (await cluster.ControlPlane.Api.PutAsync(Configuration, configuration)).Object;
        await ApplyAsync("deploy/overlays/enforce-fail-closed", "policy/v1", "nodeTaintsPolicy");
        var upgraded = (await cluster.ControlPlane.Api.GetAsync(Configuration)).Object["webhooks"]![0]!;
        Assert.Equal((bundle, "Fail"), ((string?)upgraded["clientConfig"]!["caBundle"], (string?)upgraded["failurePolicy"]));
    }

    [Fact]
    public async Task A_module_fits_into_a_config_map()
    {
        await ApplyAsync("deploy", "policy/v1");
        var folder = Directory.CreateTempSubdirectory("module-").FullName;
        try
        {
            var content = new byte[1_000_000]; // Istio's has less (istio/proxy testdata/wasm/README.md)
            Random.Shared.NextBytes(content);
            var file = Path.Combine(folder, "attributegen.wasm");
            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
            await Kubectl.OutputAsync($"-n {Installation.Namespace} create configmap route-metrics-module --from-file={file}");
            var stored = await Kubectl.GetAsync($"configmap route-metrics-module -n {Installation.Namespace}");
            Assert.Equal(content, Convert.FromBase64String((string)stored["binaryData"]!["attributegen.wasm"]!));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_first_command_of_the_emergency_page_makes_the_api_server_ask_nobody()
    {
        await ApplyAsync("deploy", "policy/v1");
        var page = await File.ReadAllLinesAsync(SourceTree.PathOf("deploy/EMERGENCY.md"), TestContext.Current.CancellationToken);
        var command = page.First(static line => line.StartsWith("| **Switch it off**", StringComparison.Ordinal)).Split('`')[1];
        Assert.StartsWith("kubectl ", command, StringComparison.Ordinal);
        await Kubectl.OutputAsync(command["kubectl ".Length..]);
        Assert.Equal("", await Kubectl.OutputAsync("get mutatingwebhookconfigurations,validatingwebhookconfigurations -o name"));
    }

    // What of it was applied.
    private async Task<string> ApplyAsync(string overlay, params string[] newer) =>
        await ApplyAsync(await ReadAsync(await Kustomization.BuildAllAsync(cluster.ControlPlane, overlay)), newer);

    private async Task<string> ApplyAsync(List<JsonObject> objects, params string[] newer)
    {
        var unknown = Newer.All.Where(field => field.SinceMinor > cluster.ControlPlane.Minor).ToList();
        var takenOut = unknown.Where(field => objects.Count(field.TakeOut) > 0).Select(static field => field.What).ToList();
        Assert.Equal(newer.Where(what => unknown.Exists(field => field.What == what)), takenOut);

        // cert-manager's kinds are CRDs that no test installs.
        var known = objects.Where(static o => o.Count > 0 && !((string)o["apiVersion"]!).StartsWith("cert-manager.io/", StringComparison.Ordinal)).ToList();
        var manifests = string.Concat(known.Select(static o => $"---\n{o.ToJsonString()}\n"));
        Assert.Equal(known.Count, Lines(await Kubectl.OutputAsync("apply --validate=strict -f -", manifests)).Length);
        return manifests;
    }

    // Applied once more nothing changes; kubectl itself sends the selector of a PodDisruptionBudget each time.
    private async Task AssertSettledAsync(string manifests) => Assert.All(
        Lines(await Kubectl.OutputAsync("apply -f -", manifests)).Where(static line => !line.StartsWith("poddisruptionbudget", StringComparison.Ordinal)),
        static line => Assert.EndsWith(" unchanged", line, StringComparison.Ordinal));

    // No field is owned together with a default that is not written: who else applies the same conflicts with nobody. By another name, as nothing else is to be
    // owned by these managers.
    private async Task AssertSharedAsync(string manifests, string? others = null)
    {
        var name = $"shared-{Guid.NewGuid():n}"[..12];
        foreach (var (manager, applied) in new[] { ("first", manifests), ("second", others ?? manifests), ("first", manifests) })
        {
            await Kubectl.OutputAsync($"apply --server-side --field-manager={manager} -f -", applied.Replace("route-metrics", name, StringComparison.Ordinal));
        }

        await Kubectl.OutputAsync($"delete mutatingwebhookconfiguration,validatingwebhookconfiguration {name}");
    }

    // Without its test, which Helm runs on request. Helm asks nobody which version the cluster has; from 1.21 on the chart takes it.
    private async Task<string> RenderAsync(string values)
    {
        var helm = Environment.GetEnvironmentVariable("HELM") is { Length: > 0 } given ? given : null;
        Assert.SkipWhen(helm is null, "there is no Helm; set HELM to one");
        var made = await ChildProcess.RunAsync(helm, [
            "template", "route-metrics", SourceTree.PathOf("deploy/chart"), "--namespace", "route-metrics", "--kube-version", $"1.{Math.Max(21, cluster.ControlPlane.Minor)}.0",
            "--no-hooks",
            "--set", $"namespace.create=true,image.tag=0.1.0{(values.Length > 0 ? "," : "")}{values}"]);
        Assert.True(made.Exit == 0, made.Error);
        return made.Out;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // kubectl's own reading of YAML; it prints one JSON object after the other, with an empty status, which nobody has written.
    private async Task<List<JsonObject>> ReadAsync(string yaml)
    {
        var json = await Kubectl.OutputAsync("annotate --local -f - -o json read=by-kubectl", yaml);
        List<JsonObject> objects = [];
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            var read = JsonNode.Parse(ref reader)!.AsObject();
            read.Remove("status");
            objects.Add(read);
        }

        return objects;
    }
}
