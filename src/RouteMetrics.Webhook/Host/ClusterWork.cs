using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Leases;

namespace RouteMetrics.Webhook.Host;

/// <summary>What the process does in its cluster beside admission, from its start to its end.</summary>
internal sealed class ClusterWork : IAsyncDisposable
{
    /// <summary>An API server that is away must not keep the process from ending.</summary>
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(2);

    private readonly LeaderElection? election;
    private readonly ClusterController controller;
    private readonly CancellationTokenSource stopping = new();
    private Task working = Task.CompletedTask;

    public ClusterWork(ServeInputs inputs, ClusterAccess access, TimeProvider time, ILogger log)
    {
        Api = new(access.Connection, time: time);
        election = inputs.Lease is { } lease ? new(Api, lease, time, log) : null;
        controller = new(Api, () => inputs.Settings.Value, Namespaces, inputs.AuditInterval, time, log);
    }

    public KubernetesApi Api { get; }

    /// <summary>Follows the cluster.</summary>
    public NamespaceDirectory Namespaces { get; } = new();

    /// <summary>What is known of the cluster now.</summary>
    public Func<MeshSnapshot?> Snapshot => () => controller.Snapshot;

    /// <summary>Ends when <see cref="Namespaces"/> knows all of them.</summary>
    public Task KnowsNamespaces => controller.KnowsNamespaces;

    public void Start() => working = Task.Run(() => controller.RunAsync(election, stopping.Token));

    /// <summary>Ends when nothing more is written or watched, and the lease given back.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await working;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await working.WaitAsync(LastChance).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Api.Dispose();
        stopping.Dispose();
    }
}
