using System.Diagnostics;
using System.Net;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Events;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>The result of reconciling a namespace: settled, or to be requeued.</summary>
internal abstract record ReconcileOutcome
{
    /// <summary>How long it took to find out what is to be done.</summary>
    public TimeSpan Work { get; init; }

    public string Word => this switch
    {
        Settled => "settled",
        Again => "again",
        Failed => "failed",
        _ => throw new UnreachableException(),
    };

    public sealed record Settled : ReconcileOutcome;

    public sealed record Again(TimeSpan Wait) : ReconcileOutcome;

    /// <summary>Without <paramref name="Faults"/> if the cluster changed meanwhile, which the cache will soon see.</summary>
    public sealed record Failed(IReadOnlyList<string> Faults) : ReconcileOutcome;
}

/// <summary>Reconciles a namespace and records what was done. Safe for several namespaces at a time.</summary>
internal sealed class NamespaceReconciler(KubernetesApi api, ClusterCache cache, EventRecorder events, TimeProvider time, ILogger log)
{
    /// <summary>Pods and WorkloadEntries are not watched.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(5);

    private readonly RepairPauses repairs = new(time);
    private readonly ModuleRollout rollout = new(api, time, log);
    private readonly RepeatFilter wouldWrite = new();
    private readonly RepeatFilter foreign = new();
    private readonly RepeatFilter keeping = new();

    public HeldTargets Held { get; } = new();

    public async Task<ReconcileOutcome> ReconcileAsync(string name, RouteMetricsSettings settings, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var view = cache.View(name);
        var desired = DesiredNamespace.Of(view, settings);
        var actions = Reconciliation.Of(view, desired, settings);
        var work = time.GetElapsedTime(start);
        Held.Put(name, desired);
        ReportForeign(name, [.. actions.OfType<ReconcileAction.LeaveForeign>()]);
        var isAudit = (desired.Enrolment?.Mode ?? settings.Mode) == Mode.Audit;
        ReportAudit(name, isAudit ? actions : []);
        var outcome = isAudit ? new ReconcileOutcome.Settled() : await RunAsync(actions, view, desired, settings, cancellationToken);
        return outcome with { Work = work };
    }

    private async Task<ReconcileOutcome> RunAsync(
        IReadOnlyList<ReconcileAction> actions,
        NamespaceView view,
        DesiredNamespace desired,
        RouteMetricsSettings settings,
        CancellationToken cancellationToken)
    {
        var run = new ActionRun(view);
        if (ModuleHold.IsAsked(actions, view, settings) && !await rollout.IsServedAsync(settings.OwnNamespace, cancellationToken))
        {
            actions = ModuleHold.Of(view, desired, settings);
            run.Wait(ModuleRollout.AskAgain);
        }

        foreach (var action in actions)
        {
            if (!await TryAsync(action, run, cancellationToken))
            {
                break;
            }
        }

        ReportKept(view.Name, [.. run.Kept()]);
        if (view.IsActive)
        {
            events.Record([.. run.Events(), .. RouteEvents.Of(view, desired, settings)]);
        }

        return run.Outcome;
    }

    // False if further actions would fail as well.
    private async Task<bool> TryAsync(ReconcileAction action, ActionRun run, CancellationToken cancellationToken)
    {
        if (action.Written is { } manifest && repairs.Ask(manifest) is var wait && wait > TimeSpan.Zero)
        {
            log.RepairPaused(manifest.Kind, $"{manifest.Namespace}/{manifest.Name}", wait.TotalSeconds);
            run.Wait(wait);
            return true;
        }

        try
        {
            if (await ReasonToKeepAsync(action, run.View, cancellationToken) is { } reason)
            {
                Keep(action, reason, run);
                return true;
            }

            await ActionWriter.WriteAsync(api, action, cancellationToken);
            run.Did(action);
            if (action.IsWrite)
            {
                ControllerMetrics.Wrote(action.Kind, action.Verb, "done");
                log.Written(run.View.Name, action.Deed);
            }

            return true;
        }
        catch (KubernetesApiException refused)
        {
            ControllerMetrics.Wrote(action.Kind, action.Verb, refused.Status == HttpStatusCode.Conflict ? "conflict" : "refused");

            // A conflict is somebody else's write, just now: that is what the pauses are for.
            if (action.Written is { } unwritten && refused.Status != HttpStatusCode.Conflict)
            {
                repairs.Refused(unwritten);
            }

            return await ContinueAfterAsync(action, refused, run, cancellationToken);
        }
    }

    // What the cache knows may be old by a broken connection's time, and nothing else is as hard to take back.
    private async Task<string?> ReasonToKeepAsync(ReconcileAction action, NamespaceView view, CancellationToken cancellationToken)
    {
        var waypoint = action switch
        {
            ReconcileAction.DeleteWaypoint(var gateway) => gateway.Name,
            ReconcileAction.TakeBackWaypoint(_, var named, _) => named,
            _ => null,
        };
        if (waypoint is null)
        {
            return null;
        }

        var key = new NamespacedName(view.Name, waypoint);
        var mesh = await SecurityListing.AroundAsync(api, view.Mesh, view.Name, time, cancellationToken);
        return WaypointRemoval.ReasonToKeep(key, mesh) is { } reason
            ? await IsThereAsync(key, view, cancellationToken) ? reason : null
            : action is ReconcileAction.DeleteWaypoint ? await WaypointUsers.ReasonToKeepAsync(api, key, cancellationToken) : null;
    }

    // A policy of a Gateway that nobody has made is enforced nowhere. Listed, since no other right to read is needed; unreadable ones may be it.
    private async Task<bool> IsThereAsync(NamespacedName waypoint, NamespaceView view, CancellationToken cancellationToken)
    {
        if (view.Mesh.Gateway(waypoint) is not null)
        {
            return true;
        }

        var listed = await ResourceList.ReadAsync<GatewayResource>(
            api, ResourceType.Gateways, GatewayReader.Read, time, cancellationToken, waypoint.Namespace);
        return listed.UnreadableObjects.Count > 0 || listed.Objects.Any(gateway => gateway.Value.Key == waypoint);
    }

    private static void Keep(ReconcileAction action, string reason, ActionRun run)
    {
        if (action is ReconcileAction.DeleteWaypoint(var waypoint))
        {
            run.Keep(new(waypoint, reason), AskAgain);
        }
        else
        {
            // The cache will soon say so.
            run.WasOutrun();
        }
    }

    private async Task<bool> ContinueAfterAsync(
        ReconcileAction action, KubernetesApiException refused, ActionRun run, CancellationToken cancellationToken)
    {
        switch (refused.Status)
        {
            case HttpStatusCode.Conflict when refused is ApplyConflictException conflict:
                var fields = conflict.Conflicts.Select(static field => $"{field.Field} of {field.Manager}");
                log.FieldConflict(run.View.Name, string.Join(", ", fields));
                run.WasOutrun();
                return action is not ReconcileAction.Mark;
            case HttpStatusCode.Conflict:
            case HttpStatusCode.NotFound when action is not ReconcileAction.Create:
                run.WasOutrun();
                return action is not ReconcileAction.Mark;
            case HttpStatusCode.Forbidden or HttpStatusCode.NotFound
                when action is ReconcileAction.Create && await IsTerminatingAsync(run.View.Name, cancellationToken):
                return false;
            case HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity
                or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge:
                run.Failed(action, refused.Message);

                // What is not recorded would never be removed.
                return action is not ReconcileAction.Mark;
            default:
                run.Failed(null, refused.Message);
                return false;
        }
    }

    // Nothing can or needs to be created in a terminating namespace.
    private async Task<bool> IsTerminatingAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetAsync(ResourceType.Namespaces, null, name, cancellationToken) is not { } ns
                || ns["metadata"]?["deletionTimestamp"] is not null;
        }
        catch (KubernetesApiException)
        {
            return false;
        }
    }

    private void ReportAudit(string name, IReadOnlyList<ReconcileAction> actions)
    {
        const int Most = 10;
        var text = string.Join("; ", actions.Take(Most)) + (actions.Count > Most ? $"; and {actions.Count - Most} more" : "");
        if (wouldWrite.IsNew(name, text))
        {
            log.WouldWrite(name, actions.Count, text);
        }
    }

    private void ReportKept(string name, IReadOnlyList<ReconcileAction> kept)
    {
        if (!keeping.IsNew(name, string.Join(' ', kept)))
        {
            return;
        }

        foreach (var action in kept)
        {
            switch (action)
            {
                case ReconcileAction.KeepWaypoint(var waypoint, var reason):
                    log.WaypointKept(waypoint.ToString(), reason);
                    break;
                case ReconcileAction.StandAside(var ns, var installation):
                    log.OtherInstallation(ns.Name, installation);
                    break;
            }
        }
    }

    private void ReportForeign(string name, IReadOnlyList<ReconcileAction.LeaveForeign> objects)
    {
        if (foreign.IsNew(name, string.Join(' ', objects.Select(static found => found.Existing.Uid))))
        {
            foreach (var found in objects)
            {
                log.ForeignObject(found.Type.Kind, found.Existing.ToString(), found.Existing.Uid);
            }
        }
    }
}
