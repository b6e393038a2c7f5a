using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Leases;

namespace RouteMetrics.Webhook.Host;

/// <summary>The life of everything this process does in its cluster besides admission.</summary>
internal sealed class ClusterWork : IAsyncDisposable
{
    /// <summary>An unreachable API server must not keep the process from exiting.</summary>
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

    /// <summary>The current state of the cluster.</summary>
    public Func<MeshSnapshot?> Snapshot => () => controller.Snapshot;

    /// <summary>How the leader's work stands; null where another replica leads.</summary>
    public ControllerState? State => controller.State;

    /// <summary>How many objects of each resource are in memory.</summary>
    public IReadOnlyList<(ResourceType Type, int Count)> Cached => controller.Cached;

    /// <summary>Completes when <see cref="Namespaces"/> is complete.</summary>
    public Task KnowsNamespaces => controller.KnowsNamespaces;

    public void Start() => working = Task.Run(() => controller.RunAsync(election, stopping.Token));

    /// <summary>Completes when all writes and watches have ended and the lease is released.</summary>
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
