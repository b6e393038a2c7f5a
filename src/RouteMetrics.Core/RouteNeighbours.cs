using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Rules;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core;

/// <summary>The routes one route is judged among: those that share a target, or the whole namespace when its budget needs them.</summary>
internal sealed class RouteNeighbours(MeshSnapshot snapshot, RouteMetricsSettings settings)
{
    /// <summary>
    /// The oldest routes of a target, which go before a younger one: some 20 ms of synthesis, since a review has two seconds. Findings from
    /// some of the routes of a larger target are as true, only fewer.
    /// </summary>
    private const int MostNeighbours = 1000;

    /// <summary>Of memory for the same reason: thousand routes have one or two megabytes, but somebody may have made his large.</summary>
    private const long LargestNeighbours = 4 * 1024 * 1024;

    /// <summary>The plan with this version. One that adds no operations is only warned of an exceeded budget, so fixes pass.</summary>
    public RoutePlan PlanOf(HttpRoute route)
    {
        route = LeftOutWhereFull(route);
        var around = RoutesAround(route);
        if (IsAlone(route, around))
        {
            return RoutePlan.Of(snapshot, settings, [route], null);
        }

        var plan = PlanWith(route, around);
        var about = ObjectRef.Route(route.Key);
        Finding[] found = [.. plan.Findings.Where(finding => finding.Object == about)];
        if (found.Any(static finding => finding is { Code: FindingCode.RMW005, Severity: Severity.Deny })
            && snapshot.Route(route.Key) is { } before
            && OperationsIn(plan, route.Key) <= OperationsIn(PlanWith(before, RoutesAround(before)), route.Key))
        {
            found = Array.ConvertAll(
                found, static finding => finding.Code == FindingCode.RMW005 ? finding with { Severity = Severity.Warn } : finding);
        }

        return plan.About(route.Key, found);
    }

    /// <summary>The operations of <see cref="PlanOf"/> alone: nothing is judged for them.</summary>
    public IReadOnlyList<TargetOperations> MeasuredOf(HttpRoute route)
    {
        route = LeftOutWhereFull(route);
        var around = RoutesAround(route);
        return IsAlone(route, around)
            ? RoutePlan.Of(snapshot, settings, [route], null, judges: false).Measured
            : PlanWith(route, around, judges: false).About(route.Key, []).Measured;
    }

    private bool IsAlone(HttpRoute route, HttpRoute[] around) => around.Length == 0 && snapshot.Route(route.Key) is null;

    private HttpRoute[] RoutesAround(HttpRoute route)
    {
        var namespaces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parent in route.ParentRefs)
        {
            if (RouteTargets.Of(parent, snapshot) is { } target)
            {
                namespaces.Add(target.Key.Namespace);
            }
        }

        Dictionary<RouteKey, HttpRoute>? around = null;
        foreach (var name in namespaces)
        {
            Add(snapshot.RoutesAround(name));
        }

        if (!namespaces.Contains(route.Key.Namespace))
        {
            Add(snapshot.RoutesIn(route.Key.Namespace));
        }

        return around is null ? [] : [.. around.Values];

        void Add(IEnumerable<HttpRoute> others)
        {
            foreach (var other in others)
            {
                if (other.Key != route.Key)
                {
                    (around ??= []).TryAdd(other.Key, other);
                }
            }
        }
    }

    private RoutePlan PlanWith(HttpRoute route, HttpRoute[] around, bool judges = true)
    {
        var targets = RouteTargets.Of(route, snapshot).ToHashSet();
        var names = NamesOf(targets);

        // A plugin on a waypoint tells its Services apart.
        var others = settings.AttachTo == AttachTo.Waypoint
            ? around
            : Array.FindAll(around, other => RouteTargets.Of(other, snapshot).Any(targets.Contains)
                || (names.Count > 0 && names.Overlaps(NamesOf(RouteTargets.Of(other, snapshot)))));
        if (judges && IsNearBudget(route, around))
        {
            others =
            [
                .. others.Concat(NamespaceBudget.RoutesOfTargets(route.Key.Namespace, snapshot))
                    .Where(other => other.Key != route.Key)
                    .DistinctBy(static other => other.Key),
            ];
        }

        return RoutePlan.Of(snapshot, settings, [route, .. Oldest(others)], null, judges);
    }

    private static IEnumerable<HttpRoute> Oldest(HttpRoute[] others)
    {
        if (others.Length <= MostNeighbours && others.Sum(RouteSize.Of) <= LargestNeighbours)
        {
            return others;
        }

        var size = 0L;
        return others.Order(RouteAge.Instance).Take(MostNeighbours).TakeWhile(other => (size += RouteSize.Of(other)) <= LargestNeighbours);
    }

    // If even an operation for every match at each target, host and listener is little, other targets do not matter.
    private bool IsNearBudget(HttpRoute route, HttpRoute[] around) => SeriesEstimate.MayBeNearBudget(
        route.Key.Namespace, around.Where(other => other.Key.Namespace == route.Key.Namespace).Prepend(route), snapshot, settings);

    // It is judged all the same.
    private HttpRoute LeftOutWhereFull(HttpRoute route)
    {
        if (snapshot.RoomLeft(route.Key.Namespace) is not { } room)
        {
            return route;
        }

        var held = snapshot.Route(route.Key) is { } before ? RouteSize.Of(before) : 0;
        return RouteSize.Of(route) - held <= room ? route : route with { LeftOut = RouteBounds.NoRoom(route) };
    }

    private static long OperationsIn(RoutePlan plan, RouteKey route) => plan.Targets.Sum(target => target.Operations
        .Where(operation => operation.Source.Route == route)
        .Select(static operation => operation.Value)
        .Distinct(StringComparer.Ordinal)
        .LongCount());

    // Targets that had to be renamed may come to share a name, though that takes who searches for it.
    private HashSet<NamespacedName> NamesOf(IEnumerable<Target> targets)
    {
        var names = new HashSet<NamespacedName>();
        foreach (var target in targets)
        {
            names.UnionWith(NameClashes.HashedNamesOf(target, settings));
        }

        return names;
    }
}
