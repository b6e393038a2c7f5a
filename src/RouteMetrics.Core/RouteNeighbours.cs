using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
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

    /// <summary>The plan with this version. One that adds no operations is only warned of an exceeded budget, so fixes pass.</summary>
    public RoutePlan PlanOf(HttpRoute route)
    {
        var around = RoutesAround(route);
        if (around.Length == 0 && snapshot.Route(route.Key) is null)
        {
            return RoutePlan.Of(snapshot, settings, [route], null);
        }

        var plan = PlanWith(route, around);
        var about = ObjectRef.HttpRoute(route.Key);
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

    private HttpRoute[] RoutesAround(HttpRoute route) => [.. TargetsOf(route).Select(static target => target.Key.Namespace)
        .Distinct(StringComparer.Ordinal)
        .SelectMany(snapshot.RoutesAround)
        .Where(other => other.Key != route.Key)
        .DistinctBy(static other => other.Key)];

    private RoutePlan PlanWith(HttpRoute route, HttpRoute[] around)
    {
        var targets = TargetsOf(route).ToHashSet();

        // The native engine's Telemetry names the routes of a whole namespace; a plugin on a waypoint tells its Services apart.
        var others = settings.Engine == Engine.Native || settings.AttachTo == AttachTo.Waypoint || IsNearBudget(route, around)
            ? around
            : Array.FindAll(around, other => TargetsOf(other).Any(targets.Contains));
        var oldest = others.Length <= MostNeighbours ? others : others.Order(RouteAge.Instance).Take(MostNeighbours);
        return RoutePlan.Of(snapshot, settings, [route, .. oldest], null);
    }

    // If even an operation for every match at each target, host and listener is little, other targets do not matter.
    private bool IsNearBudget(HttpRoute route, HttpRoute[] around)
    {
        var operations = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var other in around.Prepend(route))
        {
            foreach (var target in TargetsOf(other).Distinct())
            {
                operations[target.Key.Namespace] = operations.GetValueOrDefault(target.Key.Namespace) + MostOperationsAt(target, other);
            }
        }

        return TargetsOf(route).Select(static target => target.Key.Namespace).Any(name => SeriesBudgetRule.IsNear(
            operations[name] * settings.Budget.SeriesOfOperation(settings.Metrics),
            settings.Budget.Of(name, snapshot.Namespace(name)?.Labels), settings));
    }

    private long MostOperationsAt(Target target, HttpRoute route)
    {
        var matches = route.Rules.Sum(static rule => Math.Max(1L, rule.Matches.Count));
        return target.Kind == TargetKind.Service
            ? matches
            : matches * Math.Max(1, route.Hostnames.Count) * Math.Max(1, snapshot.Gateway(target.Key)?.Listeners.Count ?? 0);
    }

    private static long OperationsIn(RoutePlan plan, NamespacedName route) => plan.Targets.Sum(target => target.Operations
        .Where(operation => operation.Source.Route == route)
        .Select(static operation => operation.Value)
        .Distinct(StringComparer.Ordinal)
        .LongCount());

    private static IEnumerable<Target> TargetsOf(HttpRoute route) => route.ParentRefs
        .Where(static parent => parent.IsService || parent.IsGateway)
        .Select(static parent => new Target(parent.IsService ? TargetKind.Service : TargetKind.Gateway, parent.Key));
}
