using System.Text.Json;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class ServeInClusterTests : IDisposable
{
    // Nothing listens at the discard port.
    private const string Nobody = """
        apiVersion: v1
        kind: Config
        current-context: nobody
        clusters: [{name: nobody, cluster: {server: "https://127.0.0.1:9", insecure-skip-tls-verify: true}}]
        users: [{name: nobody, user: {token: none}}]
        contexts: [{name: nobody, context: {cluster: nobody, user: nobody}}]
        """;

    private readonly TestFolder folder = new();

    private static ServeOptions OnLoopback(ClusterOptions? cluster) =>
        new() { ListenAddress = "127.0.0.1", Port = 0, ModulePort = 0, EphemeralTls = true, DrainTime = TimeSpan.Zero, Cluster = cluster };

    [Fact]
    public async Task Without_a_cluster_it_says_so_once_and_answers_reviews()
    {
        var process = new RunningProcess(OnLoopback(new()));
        using var client = await process.ClientAsync();
        using var review = RunningServer.Json(Reviews.Namespace("{\"name\":\"x\"}"));
        Assert.Equal(200, (await RunningServer.PostAsync(client, "/mutate/namespaces", review)).Status);
        await process.Caller.CancelAsync();
        Assert.Equal(0, await process.Exit);
        Assert.Single(process.Log.Lines, line => line.Contains("\"event\":\"AdmissionOnly\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_API_server_cannot_be_reached_it_is_not_ready_and_says_for_what_it_waits_and_it_ends_when_asked()
    {
        var process = new RunningProcess(OnLoopback(new() { Kubeconfig = folder.Write("kubeconfig", Nobody) }));
        using var listening = JsonDocument.Parse(await process.Log.LineOfAsync("Listening"));
        using var joined = JsonDocument.Parse(await process.Log.LineOfAsync("InCluster"));
        Assert.Equal(
            ("https://127.0.0.1:9/", "route-metrics"),
            (joined.RootElement.GetProperty("server").GetString(), joined.RootElement.GetProperty("ownNamespace").GetString()));
        using var handler = new SocketsHttpHandler { SslOptions = RunningServer.TrustingOnly(process.Output.ToString()) };
        using var client = new HttpClient(handler) { BaseAddress = new(listening.RootElement.GetProperty("address").GetString()!) };
        Assert.Equal(
            (503, "not ready: the namespaces of the cluster are not known yet\n"), await RunningServer.GetAsync(client, "/readyz"));
        Assert.Equal((200, "ok\n"), await RunningServer.GetAsync(client, "/healthz"));

        await process.Caller.CancelAsync();
        Assert.Equal(0, await process.Exit);
    }

    [Fact]
    public async Task A_kubeconfig_that_cannot_be_used_is_refused() => Assert.Contains(
        folder.File("missing"), Assert.Single(await RunningProcess.RefusedAsync(OnLoopback(new() { Kubeconfig = folder.File("missing") }))),
        StringComparison.Ordinal);

    [Fact]
    public async Task Times_of_the_lease_that_are_at_odds_are_refused() => Assert.Equal(
        ["--lease-duration, --lease-renew-deadline, --lease-retry-period: renew deadline 15 s must be less than the lease duration 15 s"],
        await RunningProcess.RefusedAsync(
            OnLoopback(new() { Kubeconfig = folder.Write("kubeconfig", Nobody), LeaseRenewDeadline = TimeSpan.FromSeconds(15) })));

    public void Dispose() => folder.Dispose();
}
