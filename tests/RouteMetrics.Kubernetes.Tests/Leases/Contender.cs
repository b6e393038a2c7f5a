using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Leases;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Leases;

/// <summary>A replica that wants to lead; its work does nothing until it is asked to stop.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private readonly KubernetesApi api;
    private readonly CancellationTokenSource stop = new();
    private readonly Func<CancellationToken, Task> work;
    private int terms;

    public Contender(ScriptedServer server, string name, TimeProvider time, Func<CancellationToken, Task>? work = null)
    {
        api = server.Api(time);
        this.work = work ?? (ct => Task.Delay(Timeout.Infinite, ct));
        Election = new(api, new LeaseOptions("n", "l", name), time, Log);
        Run = Election.RunAsync(LeadAsync, stop.Token);
    }

    public LeaderElection Election { get; }

    public LogLines Log { get; } = new();

    public Task Run { get; }

    /// <summary>Whether the work runs now.</summary>
    public bool IsWorking { get; private set; }

    /// <summary>How often it was begun.</summary>
    public int Terms => terms;

    public Task AskToStopAsync() => stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await stop.CancelAsync();
        stop.Dispose();
    }

    private async Task LeadAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref terms);
        IsWorking = true;
        try
        {
            await work(ct);
        }
        finally
        {
            IsWorking = false;
        }
    }
}
