namespace RouteMetrics.EndToEnd.Tests.Availability;

/// <summary>What the API server does to its clients now and then. The pod reaches it through a relay, which counts connections and can go silent.</summary>
public sealed class ApiServerTests(RelayedCluster cluster) : IClassFixture<RelayedCluster>
{
    /// <summary>How long the API server is away. Pauses between tries (0.5, 1, 2, 4, 8 s, each up to twice as long) have grown to their longest by then.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);

    /// <summary>A connection that is silent is given up after 15 s (a ping every 10 s, answered within 5 s), and the lease taken anew after that.</summary>
    private static readonly TimeSpan Convergence = TimeSpan.FromMinutes(2);

    /// <summary>Of six watches and a lease, tried again with growing pauses.</summary>
    private const int ConnectionsPerSecond = 5;

    /// <summary>In any ten seconds: each of fourteen resources watched, listed and watched again; ten looks at the lease; the replicas asked for the module; what is written, and a margin of that.</summary>
    private const int RequestsInTenSeconds = 80;

    private ControlPlane Cluster => cluster.ControlPlane;

    [Fact]
    public async Task After_an_outage_and_a_compaction_it_goes_on_without_a_restart_and_writes_nothing_twice()
    {
        await ApplyAsync("before");
        await MadeAsync("before");
        var connections = cluster.Relay.Accepted;

        await Cluster.StopServerAsync();
        await Cluster.CompactAsync();
        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        Assert.InRange(cluster.Relay.Accepted - connections, 1, Outage.TotalSeconds * ConnectionsPerSecond);
        await Cluster.StartServerAsync();

        await ApplyAsync("after");
        await MadeAsync("after");
        await AssertWrittenAsync(["before", "after"], [.. WritesOf("before"), .. WritesOf("after")]);
    }

    [Fact]
    public async Task A_connection_that_goes_silent_is_given_up_and_what_was_missed_is_made_up_for()
    {
        await ApplyAsync("missed");
        await MadeAsync("missed");

        await cluster.Relay.SilenceAsync();
        await ApplyAsync("unheard");
        await Cluster.Kubectl.OutputAsync("delete httproute podinfo -n missed");

        await MadeAsync("unheard");
        await Eventually.SucceedsAsync(async () => Assert.Equal("", await Cluster.Kubectl.OutputAsync("get gateways,wasmplugins,telemetries -n missed -o name")));
        await AssertWrittenAsync(["missed", "unheard"], [
            .. WritesOf("missed"), .. WritesOf("unheard"),
            "delete gateways missed/missed-waypoint", "delete telemetries missed/podinfo-svc-telemetry", "delete wasmplugins missed/podinfo-svc-wasmplugin"]);
    }

    private async Task ApplyAsync(string name)
    {
        await Cluster.Kubectl.OutputAsync($"create namespace {name}");
        await Cluster.Kubectl.OutputAsync("create -f -", Manifest.Service(name));
        await Cluster.Kubectl.OutputAsync("create -f -", Manifest.Route(name, "{type: Exact, value: /healthz}"));
    }

    // The one that is written last.
    private Task MadeAsync(string name) => Eventually.SucceedsAsync(
        async () => _ = (await Cluster.Api.GetAsync($"/apis/telemetry.istio.io/v1/namespaces/{name}/telemetries/podinfo-svc-telemetry")).Object, Convergence);

    private static IEnumerable<string> WritesOf(string name) =>
        [$"create gateways {name}/{name}-waypoint", $"create telemetries {name}/podinfo-svc-telemetry", $"create wasmplugins {name}/podinfo-svc-wasmplugin"];

    private async Task AssertWrittenAsync(string[] namespaces, string[] expected)
    {
        // What is written for a second time is so when the effect of the first one comes back. A try that the API server refuses writes nothing: a watch that
        // comes back later than the others makes one delete what is gone already.
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        var requests = Cluster.Audit.Of(Installation.Namespace, Installation.Name);
        var writes = requests.Where(e => e.IsWrite && e.IsSuccess && e.Resource is not "events" && namespaces.Contains(e.Namespace));
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            writes.Where(static e => e.Resource != "namespaces").Select(static e => $"{e.Verb} {e.Resource} {e.Namespace}/{e.Name}").Order(StringComparer.Ordinal));

        // Labels, what is about to be made, what was made; and, where the route goes, the label that is taken back, and what is left with
        // and without the waypoint.
        Assert.All(writes.Where(static e => e.Resource == "namespaces").CountBy(static e => e.Namespace ?? ""), static ns => Assert.InRange(ns.Value, 1, 6));
        Assert.InRange(AuditLog.Busiest(requests, TimeSpan.FromSeconds(10)), 1, RequestsInTenSeconds);
    }
}
