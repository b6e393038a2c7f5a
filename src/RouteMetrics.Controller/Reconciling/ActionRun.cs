using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Events;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>The results of the actions of one reconciliation.</summary>
internal sealed class ActionRun(NamespaceView view)
{
    private readonly List<ReconcileAction> done = [];
    private readonly List<(ReconcileAction? Action, string Fault)> failed = [];
    private bool isOutrun;
    private TimeSpan? wait;

    public NamespaceView View => view;

    public ReconcileOutcome Outcome => this switch
    {
        { failed.Count: > 0 } => new ReconcileOutcome.Failed([.. failed.Select(static failure => failure.Fault)]),
        { isOutrun: true } => new ReconcileOutcome.Failed([]),
        { wait: { } pause } => new ReconcileOutcome.Again(pause),
        _ => new ReconcileOutcome.Settled(),
    };

    public void Did(ReconcileAction action) => done.Add(action);

    /// <summary>The waypoint is named by something that is not watched, so it is asked for again after a while.</summary>
    public void Keep(ReconcileAction.KeepWaypoint kept, TimeSpan askAgain)
    {
        done.Add(kept);
        Wait(askAgain);
    }

    /// <summary>What was not written on purpose.</summary>
    public IEnumerable<ReconcileAction> Kept() =>
        done.Where(static action => action is ReconcileAction.KeepWaypoint or ReconcileAction.StandAside);

    /// <summary>The cluster has changed since the view was taken.</summary>
    public void WasOutrun() => isOutrun = true;

    /// <summary>Without an action if the fault is not that of one action.</summary>
    public void Failed(ReconcileAction? action, string fault) => failed.Add((action, fault));

    public void Wait(TimeSpan pause) => wait = wait is { } other && other < pause ? other : pause;

    /// <summary>One for what was applied, one for what was removed, one per foreign object, and one per failure.</summary>
    public IEnumerable<ObjectEvent> Events()
    {
        if (view.Namespace is not { Object: { } ns })
        {
            yield break;
        }

        var made = done.Where(IsVisible).ToList();
        if (made.Count > 0)
        {
            yield return ObjectEvent.OfNamespace(ns, isWarning: false, "Applied", TextOf(made), isLasting: false);
        }

        var removed = done.Where(IsRemoval).ToList();
        if (removed.Count > 0)
        {
            yield return ObjectEvent.OfNamespace(ns, isWarning: false, "Removed", TextOf(removed), isLasting: false);
        }

        foreach (var foreign in done.OfType<ReconcileAction.LeaveForeign>())
        {
            yield return ForeignObject(foreign, ns);
        }

        foreach (var kept in done.OfType<ReconcileAction.KeepWaypoint>())
        {
            yield return ObjectEvent.OfNamespace(
                ns, isWarning: true, "WaypointKept",
                $"Gateway {kept.Existing} stays although no route needs it any more: {kept.Reason}", isLasting: true);
        }

        foreach (var aside in done.OfType<ReconcileAction.StandAside>())
        {
            yield return ObjectEvent.OfNamespace(
                ns, isWarning: true, "OtherInstallation",
                $"nothing is written here: the installation in namespace {aside.Installation} keeps this namespace; uninstall one of the "
                    + "two",
                isLasting: true);
        }

        foreach (var (action, fault) in failed)
        {
            if (action is not null)
            {
                yield return ObjectEvent.OfNamespace(ns, isWarning: true, "ApplyFailed", fault, isLasting: true);
            }
        }
    }

    private static bool IsRemoval(ReconcileAction action) =>
        action is ReconcileAction.Delete or ReconcileAction.DeleteWaypoint or ReconcileAction.TakeBackWaypoint;

    private static bool IsVisible(ReconcileAction action) =>
        action is ReconcileAction.Mark { Missing.Count: > 0 } or ReconcileAction.Create or ReconcileAction.Change;

    // A waypoint works whoever made it, and taking it away would open what it enforces.
    private static ObjectEvent ForeignObject(ReconcileAction.LeaveForeign foreign, ObjectIdentity ns) =>
        foreign.Type == ResourceType.Gateways ? ObjectEvent.OfNamespace(
            ns, isWarning: false, "ForeignObject",
            $"Gateway {foreign.Existing} was not made by {IstioLabels.Manager}: it is used as it is, and never changed", isLasting: true)
        : ObjectEvent.OfNamespace(
            ns, isWarning: true, "ForeignObject",
            $"{foreign.Type.Kind} {foreign.Existing} is left alone: it has the name of an object of ours, but not both the label "
                + $"{IstioLabels.ManagedBy}: {IstioLabels.Manager} and the field manager {IstioLabels.Manager}; "
                + $"route-metrics adopt -n {ns.Name} hands it over",
            isLasting: true);

    private static string TextOf(IEnumerable<ReconcileAction> deeds) => string.Join("; ", deeds.Select(static action => action.Deed));
}
