using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.EndToEnd.Tests.Controller;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Upgrade;

/// <summary>From what the program of commit c8a865c left (Before/README.md) to what this one makes of it.</summary>
[Collection<Alone>]
public sealed class UpgradeTests : IAsyncLifetime
{
    private const string Long = "a-namespace-whose-name-is-too-long-for-the-name-of-a-waypoint";

    private static readonly string Before = SourceTree.PathOf("tests/RouteMetrics.EndToEnd.Tests/Upgrade/Before");

    private static readonly string[] Watched =
    [
        "/api/v1/namespaces", "/apis/gateway.networking.k8s.io/v1/gateways", "/apis/extensions.istio.io/v1alpha1/wasmplugins",
        "/apis/telemetry.istio.io/v1/telemetries",
    ];

    private ControlPlane cluster = null!;

    private Kubectl Kubectl => cluster.Kubectl;

    public async ValueTask InitializeAsync()
    {
        cluster = await ControlPlane.StartAsync();
        await Kubectl.OutputAsync("apply -f -", await Kustomization.ServedAsync(cluster, await File.ReadAllTextAsync(Path.Combine(Before, "installation.yaml"))));
        await cluster.NameAsync(Installation.Namespace);
        foreach (var file in Directory.GetFiles(Before, "*.yaml").Where(static file => Path.GetFileName(file) != "installation.yaml"))
        {
            foreach (var item in await ReadAsync(file))
            {
                await cluster.StoreAsync(PlaceOf(item), item);
            }
        }

        await Eventually.SucceedsAsync(async () => Assert.Equal(
            ["Gateway podinfo-waypoint", "WasmPlugin podinfo-svc-wasmplugin", "WasmPlugin second-svc-wasmplugin", "Telemetry podinfo-telemetry"],
            await cluster.ObjectsAsync("podinfo")));
    }

    public async ValueTask DisposeAsync() => await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task Nothing_is_lost_at_any_moment_though_routes_change_meanwhile()
    {
        await using var history = await History.StartAsync(cluster.Api, Watched);
        using var stop = new CancellationTokenSource();
        var changing = Task.WhenAll(ChangeRouteAsync("before", stop.Token), ChangeRouteAsync("podinfo", stop.Token), ChangeRouteAsync("own", stop.Token));
        await using var installation = await Installation.ApplyAsync(cluster);
        await installation.StartPodAsync();
        await installation.ReadyAsync();
        await installation.AdmittingAsync();

        await cluster.HasAsync("before", Cluster.PodinfoIn("before"));
        await cluster.HasAsync(
            "podinfo", "Gateway podinfo-waypoint", "WasmPlugin podinfo-svc-wasmplugin", "WasmPlugin second-svc-wasmplugin",
            "Telemetry podinfo-svc-telemetry", "Telemetry second-svc-telemetry");
        await cluster.HasAsync("own", "Gateway mine", "WasmPlugin podinfo-svc-wasmplugin", "Telemetry podinfo-svc-telemetry");
        await cluster.HasAsync("edge", "Gateway web", "WasmPlugin web-wasmplugin", "Telemetry web-telemetry");
        await cluster.HasAsync("out");
        await Eventually.SucceedsAsync(async () => Assert.Contains("Telemetry podinfo-svc-telemetry", await cluster.ObjectsAsync(Long)));
        await stop.CancelAsync();
        var last = await changing;
        foreach (var (ns, path) in last)
        {
            await Eventually.SucceedsAsync(async () => Assert.Contains(
                $"GET {path}", (await cluster.OperationsAsync(ns)).Select(static operation => operation.Split(':')[0])));
        }

        Assert.True(AssertNothingLost(history) > last.Length, "nothing has happened");
    }

    // How many changes there were.
    private static int AssertNothingLost(History history)
    {
        List<string> promised = [];
        var changes = 0;
        foreach (var (change, objects) in history.States())
        {
            if (promised.Count == 0)
            {
                // Two labels of five namespaces, one of the program's own, four waypoints, and six plugins and tags.
                promised = [.. Kept(objects)];
                Assert.Equal(11 + 4 + 6 + 6, promised.Distinct().Count());
            }

            Assert.Empty(promised.Except(Kept(objects)).Select(lost => $"{change}: no {lost}"));
            changes++;
        }

        return changes;
    }

    // What there is for whom: labels of namespaces, the waypoints that they name, plugins and tags.
    private static IEnumerable<string> Kept(IReadOnlyDictionary<string, JsonObject> objects)
    {
        foreach (var ns in OfKind(objects, "Namespace"))
        {
            var (name, labels) = ((string)ns["metadata"]!["name"]!, ns["metadata"]!["labels"]);
            foreach (var label in new[] { "istio.io/dataplane-mode", "istio.io/use-waypoint" }.Where(label => labels?[label] is not null))
            {
                yield return $"label {label} of {name}";
            }

            if (objects.ContainsKey($"Gateway {name}/{labels?["istio.io/use-waypoint"]}"))
            {
                yield return $"waypoint of {name}";
            }
        }

        foreach (var plugin in OfKind(objects, "WasmPlugin"))
        {
            foreach (var target in TargetsOf(plugin, objects))
            {
                yield return $"plugin of {target}";
            }
        }

        foreach (var telemetry in OfKind(objects, "Telemetry").Where(static item => item.ToJsonString().Contains("route_name", StringComparison.Ordinal)))
        {
            foreach (var target in TargetsOf(telemetry, objects))
            {
                yield return $"tag of {target}";
            }
        }
    }

    private static IEnumerable<JsonObject> OfKind(IReadOnlyDictionary<string, JsonObject> objects, string kind) =>
        objects.Where(item => item.Key.StartsWith($"{kind} ", StringComparison.Ordinal)).Select(static item => item.Value);

    // A waypoint stands for all Services of its namespace that have a plugin.
    private static IEnumerable<string> TargetsOf(JsonObject item, IReadOnlyDictionary<string, JsonObject> objects)
    {
        var ns = (string)item["metadata"]!["namespace"]!;
        var waypoint = (string?)objects[$"Namespace /{ns}"]["metadata"]!["labels"]?["istio.io/use-waypoint"];
        foreach (var target in item["spec"]!["targetRefs"]!.AsArray())
        {
            var (kind, name) = ((string)target!["kind"]!, (string)target["name"]!);
            if (kind == "Gateway" && name == waypoint)
            {
                foreach (var service in OfKind(objects, "WasmPlugin").Where(plugin => (string?)plugin["metadata"]!["namespace"] == ns)
                    .SelectMany(static plugin => plugin["spec"]!["targetRefs"]!.AsArray()).Where(static target => (string?)target!["kind"] == "Service"))
                {
                    yield return $"Service {ns}/{service!["name"]}";
                }
            }
            else
            {
                yield return $"{kind} {ns}/{name}";
            }
        }
    }

    // Until it is cancelled; then the path that the route has.
    private async Task<(string Namespace, string Path)> ChangeRouteAsync(string ns, CancellationToken stop)
    {
        for (var number = 0; ; number++)
        {
            var path = $"/changed-{number}";
            _ = (await cluster.Api.PatchAsync(
                $"/apis/gateway.networking.k8s.io/v1/namespaces/{ns}/httproutes/podinfo",
                JsonNode.Parse($$$"""{"spec": {"rules": [{"matches": [{"method": "GET", "path": {"type": "Exact", "value": "{{{path}}}"}}]}]}}""")!)).Object;
            await Task.Delay(TimeSpan.FromMilliseconds(300), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                return (ns, path);
            }
        }
    }

    // kubectl's own reading of YAML. All of it is an hour old: the recording's clock may be ahead of this machine's.
    private async Task<List<JsonObject>> ReadAsync(string file)
    {
        var json = await Kubectl.OutputAsync($"create --dry-run=client --validate=false --show-managed-fields -o json -f {file}");
        List<JsonObject> objects = [];
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json), new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            var read = JsonNode.Parse(ref reader)!.AsObject();
            objects.AddRange((string?)read["kind"] == "List" ? read["items"]!.AsArray().Select(static item => item!.DeepClone().AsObject()) : [read]);
        }

        foreach (var metadata in objects.Select(static item => item["metadata"]!.AsObject()))
        {
            metadata.Remove("resourceVersion");
            metadata["creationTimestamp"] = $"{TimeProvider.System.GetUtcNow().AddHours(-1):yyyy-MM-dd'T'HH:mm:ss'Z'}";
        }

        return objects;
    }

    // As the API server's registries have it.
    private static string PlaceOf(JsonObject item)
    {
        var (ns, name) = ((string?)item["metadata"]!["namespace"], (string)item["metadata"]!["name"]!);
        return (string)item["kind"]! switch
        {
            "Namespace" => $"namespaces/{name}",
            "Service" => $"services/specs/{ns}/{name}",
            "Gateway" => $"gateway.networking.k8s.io/gateways/{ns}/{name}",
            "HTTPRoute" => $"gateway.networking.k8s.io/httproutes/{ns}/{name}",
            "WasmPlugin" => $"extensions.istio.io/wasmplugins/{ns}/{name}",
            "Telemetry" => $"telemetry.istio.io/telemetries/{ns}/{name}",
            var other => throw new InvalidOperationException($"the recording has a {other}"),
        };
    }
}
