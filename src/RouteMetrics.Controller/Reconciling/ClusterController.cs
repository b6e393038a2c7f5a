using System.Diagnostics;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Events;
using RouteMetrics.Controller.Installations;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Leases;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>Every replica keeps the cache; the leader reconciles the cluster.</summary>
internal sealed class ClusterController
{
    /// <summary>Namespaces reconciled at a time; each is a few requests in sequence.</summary>
    private const int Workers = 4;

    private static readonly TimeSpan SettingsInterval = TimeSpan.FromSeconds(2);

    /// <summary>Reconciles every namespace, in case a change was missed.</summary>
    private static readonly TimeSpan ResyncInterval = TimeSpan.FromHours(1);

    private static readonly TimeSpan MarkInterval = TimeSpan.FromSeconds(10);

    private readonly ClusterCache cache = new(RouteRoom.OfProcess());
    private readonly KubernetesApi api;
    private readonly ClusterWatches watches;
    private readonly EventRecorder events;
    private readonly NamespaceReconciler reconciler;
    private readonly PeriodicAudit audit;
    private readonly Func<RouteMetricsSettings> settings;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private volatile WorkQueue? queue;

    public ClusterController(
        KubernetesApi api, Func<RouteMetricsSettings> settings, NamespaceDirectory directory, TimeSpan auditInterval, TimeProvider time,
        ILogger log)
    {
        (this.api, this.settings, this.time, this.log) = (api, settings, time, log);
        watches = new(api, cache, directory, concerned => queue?.Add(concerned), time, log);
        events = new(api, time, log);
        reconciler = new(api, cache, events, time, log);
        audit = new(api, cache.Intake, events, settings, auditInterval, time, log);
    }

    /// <summary>Completes once all Namespaces are listed; until then admission does not know their modes.</summary>
    public Task KnowsNamespaces => watches.KnowsNamespaces;

    /// <summary>For admission; null until the cache has what it needs.</summary>
    public MeshSnapshot? Snapshot => cache.Snapshot;

    /// <summary>How the work stands; null where another replica leads.</summary>
    public ControllerState? State => queue is { } work && work.Backlog is var (queued, overdue)
        ? new(queued, overdue, reconciler.Held, audit.Last)
        : null;

    /// <summary>How many objects of each resource the cache holds.</summary>
    public IReadOnlyList<(ResourceType Type, int Count)> Cached => cache.Counts;

    /// <summary>Runs until cancelled, then releases the lease. Without an election it leads at once.</summary>
    public Task RunAsync(LeaderElection? election, CancellationToken cancellationToken) => Task.WhenAll(
        watches.RunAsync(cancellationToken),
        SuperviseAsync("installation", KnowInstallationAsync, cancellationToken),
        SuperviseAsync("leading", ct => election is null ? LeadAsync(ct) : election.RunAsync(LeadAsync, ct), cancellationToken));

    // Without the mark only namespaces that opt in, and those enrolled already, are touched.
    private async Task KnowInstallationAsync(CancellationToken cancellationToken)
    {
        var repeated = new RepeatFilter();
        while (true)
        {
            try
            {
                var installed = await InstallationMark.EnsureAsync(api, settings().OwnNamespace, cancellationToken);
                KnowInstalled(installed);
                log.Installed($"{installed:u}");
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            }
            catch (KubernetesApiException fault)
            {
                if (repeated.IsNew(InstallationMark.Name, fault.Message))
                {
                    log.InstallationUnknown(fault.Message);
                    KnowInstalled(DateTimeOffset.MaxValue);
                }

                await Task.Delay(MarkInterval, time, cancellationToken);
            }
        }
    }

    private void KnowInstalled(DateTimeOffset since)
    {
        var concerned = cache.Installed(since);
        queue?.Add(concerned);
    }

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        await KnowsNamespaces.WaitAsync(cancellationToken);
        var work = new WorkQueue(time, Random.Shared.NextDouble);
        queue = work;
        try
        {
            log.Reconciling();
            work.Add(cache.Namespaces);
            await Task.WhenAll(
            [
                SuperviseAsync("events", events.RunAsync, cancellationToken),
                SuperviseAsync("audit", audit.RunAsync, cancellationToken),
                SuperviseAsync("resync", ct => ResyncAsync(work, ct), cancellationToken),
                .. Enumerable.Range(0, Workers)
                    .Select(_ => SuperviseAsync("reconciling", ct => ReconcileAsync(work, ct), cancellationToken)),
            ]);

            // Without it the election would take the end for one of its own accord.
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            queue = null;
        }
    }

    private Task SuperviseAsync(string name, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        Supervisor.RunAsync(name, work, time, log, cancellationToken);

    private async Task ReconcileAsync(WorkQueue work, CancellationToken cancellationToken)
    {
        while (true)
        {
            var ns = await work.GetAsync(cancellationToken);
            var start = time.GetTimestamp();
            try
            {
                var outcome = await reconciler.ReconcileAsync(ns, settings(), cancellationToken);
                ControllerMetrics.Reconciled(outcome.Word, time.GetElapsedTime(start));
                Finish(ns, outcome, work);
            }
#pragma warning disable CA1031 // Whatever it is: one namespace must not stop the others.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                ControllerMetrics.Reconciled("failed", time.GetElapsedTime(start));
                log.ReconcileCrashed(fault, ns, work.Requeue(ns).TotalSeconds);
            }
        }
    }

    private void Finish(string ns, ReconcileOutcome outcome, WorkQueue work)
    {
        switch (outcome)
        {
            case ReconcileOutcome.Settled:
                work.Done(ns, outcome.Work);
                break;
            case ReconcileOutcome.Again(var wait):
                work.RequeueAfter(ns, wait, outcome.Work);
                break;
            case ReconcileOutcome.Failed(var faults):
                var pause = work.Requeue(ns, outcome.Work);
                foreach (var fault in faults)
                {
                    log.ReconcileFailed(ns, fault, pause.TotalSeconds);
                }

                break;
            default:
                throw new UnreachableException();
        }
    }

    private async Task ResyncAsync(WorkQueue work, CancellationToken cancellationToken)
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
                work.Add(cache.Namespaces);
            }
        }
    }
}
