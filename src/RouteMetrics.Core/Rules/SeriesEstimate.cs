using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Rules;

/// <summary>The most series that the routes of a namespace can have, without looking at their matches.</summary>
internal static class SeriesEstimate
{
    /// <summary>False if the budget is far even with an operation for every match at each target, host and listener.</summary>
    public static bool MayBeNearBudget(string name, IEnumerable<HttpRoute> routes, MeshSnapshot snapshot, RouteMetricsSettings settings) =>
        SeriesBudgetRule.IsNear(
            routes.Sum(route => MostOperations(route, snapshot)) * new UnboundedTags(snapshot, settings).MostOfOperation(name),
            settings.Budget.Of(name, snapshot.Namespace(name)?.Labels), settings);

    private static long MostOperations(HttpRoute route, MeshSnapshot snapshot)
    {
        var matches = route.Rules.Sum(static rule => Math.Max(1L, rule.Matches.Count));
        return RouteTargets.Of(route, snapshot).Distinct().Sum(target => target.IsAtWaypoint
            ? matches
            : matches * Math.Max(1, route.Hostnames.Count) * Math.Max(1, ListenersOf(target.Key, snapshot)));
    }

    private static int ListenersOf(NamespacedName gateway, MeshSnapshot snapshot) => (snapshot.Gateway(gateway)?.Listeners.Count ?? 0)
        + snapshot.ListenerSetsAttachedIn(gateway.Namespace).Where(set => set.Gateway == gateway).Sum(static set => set.Listeners.Count);
}
