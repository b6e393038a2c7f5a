using System.Security.Cryptography;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.EndToEnd.Tests.Controller;

/// <summary>From one module to another while the replicas are replaced: no proxy is sent to a replica that has not what it asks for.</summary>
public sealed class ModuleRolloutTests : IAsyncLifetime
{
    private const string Istios = "https://blob.istio.io/istio-build/proxy/attributegen-359dcd3a19f109c50e97517fe6b1e2676e870c4d.wasm";

    private const string Plugin = "wasmplugin podinfo-svc-wasmplugin -n";

    private static readonly string Own = BuiltinModule.UrlIn(Installation.Namespace);

    private ControlPlane cluster = null!;
    private Installation installation = null!;

    private Kubectl Kubectl => cluster.Kubectl;

    public async ValueTask InitializeAsync()
    {
        cluster = await ControlPlane.StartAsync();
        installation = await Installation.ApplyAsync(cluster);
    }

    public async ValueTask DisposeAsync()
    {
        await (installation?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Plugins_keep_their_module_until_every_ready_replica_serves_the_new_one()
    {
        var former = await StartFormerAsync("before");
        Assert.Equal(Istios, await UrlAsync("before"));

        // The upgrade: a replica of the new kind is ready and leads, another one behind the Service serves another digest.
        await using var other = await PlayedReplica.StartAsync(cluster, "another-version");
        await ConfigureAsync("{mode: enforce}");
        var leader = await StartAsync();
        Assert.Equal(0, (await former.TerminateAsync()).Exit);
        Assert.Same(leader, await installation.LeaderAsync());
        await AwaitsAsync(leader, $"{other.Address} answers 503");

        // Only the module waits: a changed route is written to the plugin that is there, and a new Service gets everything but its plugin.
        await Kubectl.OutputAsync("apply -f -", Manifest.Route("before", "{type: Exact, value: /changed}"));
        await Eventually.SucceedsAsync(async () =>
            Assert.StartsWith("GET /changed:", Assert.Single(await cluster.OperationsAsync("before")), StringComparison.Ordinal));
        await Kubectl.OutputAsync("create namespace during");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("during", "{type: Exact, value: /healthz}"));
        await cluster.HasAsync("during", "Gateway during-waypoint", "Telemetry podinfo-svc-telemetry");

        // Then it does not serve anything yet, and is asked again and again.
        other.Status = null;
        var asked = other.Asked;
        await Eventually.SucceedsAsync(() =>
        {
            Assert.InRange(other.Asked, asked + 2, int.MaxValue);
            return Task.CompletedTask;
        });
        Assert.Equal(Istios, await UrlAsync("before"));
        Assert.Equal(["Gateway during-waypoint", "Telemetry podinfo-svc-telemetry"], await cluster.ObjectsAsync("during"));
        Assert.Empty(leader.Logged("ModuleServed"));

        // A second replica takes its place.
        var second = await StartAsync();
        await other.EndAsync();
        await cluster.HasAsync("during", Cluster.PodinfoIn("during"));
        await Eventually.SucceedsAsync(async () => Assert.Equal(Own, await UrlAsync("before")));
        Assert.Equal(Own, await UrlAsync("during"));
        Assert.Single(leader.Logged("ModuleServed"));
        foreach (var replica in new[] { leader, second })
        {
            await AssertServesAsync(replica, await cluster.SpecAsync($"{Plugin} before"));
        }
    }

    /// <summary>Where somebody has applied the image and not the manifests.</summary>
    [Fact]
    public async Task A_Service_without_the_port_leaves_every_plugin_as_it_is()
    {
        var former = await StartFormerAsync("kept");
        Assert.Equal(0, (await former.TerminateAsync()).Exit);

        installation.HasModulePort = false;
        await ConfigureAsync("{mode: enforce}");
        var leader = await StartAsync();
        await AwaitsAsync(leader, "Service route-metrics/route-metrics has no ready endpoint with a port http-module");
        Assert.Equal(Istios, await UrlAsync("kept"));
    }

    private static Task AwaitsAsync(Pod leader, string fault) => Eventually.SucceedsAsync(() =>
    {
        Assert.Equal([fault], leader.Logged("ModuleAwaited").Select(static line => (string?)line["fault"]).Where(found => found == fault));
        return Task.CompletedTask;
    });

    private static async Task AssertServesAsync(Pod replica, JsonNode plugin)
    {
        using var client = new HttpClient();
        var path = new Uri((string)plugin["url"]!).AbsolutePath;
        var content = await client.GetByteArrayAsync(new Uri($"http://localhost:{replica.ModulePort}{path}"), TestContext.Current.CancellationToken);
        Assert.Equal((string?)plugin["sha256"], Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    // A replica as before the upgrade, which has written a plugin.
    private async Task<Pod> StartFormerAsync(string ns)
    {
        Assert.SkipWhen(cluster.Minor < 21, "this API server has no EndpointSlices of v1");
        await ConfigureAsync("{module: {kind: attributegen}}");
        var former = await StartAsync();
        await Kubectl.OutputAsync($"create namespace {ns}");
        await Kubectl.OutputAsync("create -f -", Manifest.Route(ns, "{type: Exact, value: /healthz}"));
        await cluster.HasAsync(ns, Cluster.PodinfoIn(ns));
        return former;
    }

    private async Task<Pod> StartAsync()
    {
        var pod = await installation.StartPodAsync();
        await installation.ReadyAsync();
        await installation.AdmittingAsync();
        return pod;
    }

    private async Task<string?> UrlAsync(string ns) => (string?)(await cluster.SpecAsync($"{Plugin} {ns}"))["url"];

    private async Task ConfigureAsync(string spec) => _ = (await cluster.Api.PatchAsync(
        $"/api/v1/namespaces/{Installation.Namespace}/configmaps/{Installation.Name}",
        new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["route-metrics.yaml"] = $"apiVersion: routemetrics.io/v1alpha1\nkind: RouteMetricsConfig\nspec: {spec}\n",
            },
        })).Object;
}
