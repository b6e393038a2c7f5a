using System.Diagnostics;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Events;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Leases;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>Keeps the cache, in every replica; and, in the one that leads, the cluster in step with its routes.</summary>
internal sealed class ClusterController
{
    /// <summary>Namespaces that are reconciled at a time: each is a few requests one after the other.</summary>
    private const int Workers = 4;

    /// <summary>How often is looked whether the settings are others.</summary>
    private static readonly TimeSpan SettingsInterval = TimeSpan.FromSeconds(2);

    /// <summary>How often every namespace is looked at although nothing was heard of it.</summary>
    private static readonly TimeSpan ResyncInterval = TimeSpan.FromHours(1);

    private readonly ClusterCache cache = new();
    private readonly ClusterWatches watches;
    private readonly EventRecorder events;
    private readonly NamespaceReconciler reconciler;
    private readonly PeriodicAudit audit;
    private readonly Func<RouteMetricsSettings> settings;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private volatile DirtyNamespaces? dirty;

    public ClusterController(
        KubernetesApi api, Func<RouteMetricsSettings> settings, NamespaceDirectory directory, TimeSpan auditInterval, TimeProvider time, ILogger log)
    {
        (this.settings, this.time, this.log) = (settings, time, log);
        watches = new(api, cache, directory, concerned => dirty?.Mark(concerned), time, log);
        events = new(api, time, log);
        reconciler = new(api, cache, events, time, log);
        audit = new(api, events, settings, auditInterval, time, log);
    }

    /// <summary>Ends when all Namespaces are known: until then admission does not know their modes.</summary>
    public Task KnowsNamespaces => watches.KnowsNamespaces;

    /// <summary>What admission judges a route among; null until it is complete enough.</summary>
    public MeshSnapshot? Snapshot => cache.Snapshot;

    /// <summary>Until cancelled; then the lease is given back. Without an election it leads at once.</summary>
    public Task RunAsync(LeaderElection? election, CancellationToken cancellationToken) => Task.WhenAll(
        watches.RunAsync(cancellationToken),
        Supervisor.RunAsync("leading", ct => election is null ? LeadAsync(ct) : election.RunAsync(LeadAsync, ct), time, log, cancellationToken));

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        await KnowsNamespaces.WaitAsync(cancellationToken);
        var queue = new DirtyNamespaces(time, Random.Shared.NextDouble);
        dirty = queue;
        try
        {
            log.Reconciling();
            queue.Mark(cache.Namespaces);
            await Task.WhenAll([
                Supervisor.RunAsync("events", events.RunAsync, time, log, cancellationToken),
                Supervisor.RunAsync("audit", audit.RunAsync, time, log, cancellationToken),
                Supervisor.RunAsync("resync", ct => ResyncAsync(queue, ct), time, log, cancellationToken),
                .. Enumerable.Range(0, Workers).Select(_ => Supervisor.RunAsync("reconciling", ct => ReconcileAsync(queue, ct), time, log, cancellationToken))]);
            // Ended because it was asked to, which is no end by itself.
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            dirty = null;
        }
    }

    private async Task ReconcileAsync(DirtyNamespaces queue, CancellationToken cancellationToken)
    {
        while (true)
        {
            var ns = await queue.TakeAsync(cancellationToken);
            try
            {
                GiveBack(ns, await reconciler.ReconcileAsync(ns, settings(), cancellationToken), queue);
            }
#pragma warning disable CA1031 // Whatever it is: one namespace must not stop the others.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.ReconcileCrashed(fault, ns, queue.Failed(ns).TotalSeconds);
            }
        }
    }

    private void GiveBack(string ns, ReconcileOutcome outcome, DirtyNamespaces queue)
    {
        switch (outcome)
        {
            case ReconcileOutcome.Settled:
                queue.Done(ns);
                break;
            case ReconcileOutcome.Again(var wait):
                queue.Again(ns, wait);
                break;
            case ReconcileOutcome.Failed(var faults):
                var pause = queue.Failed(ns);
                foreach (var fault in faults)
                {
                    log.ReconcileFailed(ns, fault, pause.TotalSeconds);
                }

                break;
            default:
                throw new UnreachableException();
        }
    }

    private async Task ResyncAsync(DirtyNamespaces queue, CancellationToken cancellationToken)
    {
        var known = settings();
        var last = time.GetTimestamp();
        using var timer = new PeriodicTimer(SettingsInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = settings();
            if (!ReferenceEquals(now, known) || time.GetElapsedTime(last) > ResyncInterval)
            {
                (known, last) = (now, time.GetTimestamp());
                queue.Mark(cache.Namespaces);
            }
        }
    }
}
