using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Rules;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core;

/// <summary>The budget of a namespace whose routes also have parents in others, which a plan of it alone does not see.</summary>
internal sealed class NamespaceBudget(string name, MeshSnapshot snapshot, RouteMetricsSettings settings)
{
    /// <summary>Whether routes of the namespace have parents in others.</summary>
    public static bool NeedsOthers(string name, MeshSnapshot snapshot) => snapshot.RoutesIn(name)
        .Any(route => route.ParentRefs.Any(parent => parent.Namespace != name));

    /// <summary>What is found of the budget among all parents of the routes; empty where a plan of the namespace alone sees them.</summary>
    public IReadOnlyList<Finding> FindingsElsewhere() =>
        NeedsOthers(name, snapshot) && SeriesEstimate.MayBeNearBudget(name, snapshot.RoutesIn(name), snapshot, settings)
            ? [.. RoutePlan.Of(snapshot, settings, RoutesOfTargets(name, snapshot), null).Findings
                .Where(finding => finding.Code == FindingCode.RMW005 && finding.Object.Key.Namespace == name)]
            : [];

    /// <summary>All routes at the targets of the namespace's routes: only among them it shows which matches are reached.</summary>
    public static IEnumerable<HttpRoute> RoutesOfTargets(string name, MeshSnapshot snapshot)
    {
        var targets = snapshot.RoutesIn(name).SelectMany(route => RouteTargets.Of(route, snapshot)).ToHashSet();
        return targets.Select(static target => target.Key.Namespace).Distinct(StringComparer.Ordinal)
            .SelectMany(snapshot.RoutesAround)
            .DistinctBy(static route => route.Key)
            .Where(route => RouteTargets.Of(route, snapshot).Any(targets.Contains));
    }
}
