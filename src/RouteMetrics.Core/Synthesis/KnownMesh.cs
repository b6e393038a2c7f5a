using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Policies;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Synthesis;

/// <summary>
/// A mesh as it is known at one moment, ready to judge single routes by it: what <see cref="MeshSynthesis.Synthesize"/> over the mesh with the route in it finds
/// about the route, at the cost of the route's own targets. Making one sorts the routes to their targets and does nothing else; it is immutable and may be shared.
/// </summary>
public sealed class KnownMesh
{
    /// <summary>
    /// Routes that a route is judged among, the oldest first, which go before it: some 20 ms of synthesis, since a review has two seconds. Findings from some of
    /// the routes of a larger target are as true, only fewer.
    /// </summary>
    private const int MostNeighbours = 1000;

    private readonly MeshState state;
    private readonly RouteMetricsSettings settings;
    private readonly Dictionary<NamespacedName, HttpRoute> stored = [];
    private readonly Dictionary<Target, List<HttpRoute>> byTarget = [];
    private readonly Dictionary<string, List<HttpRoute>> byNamespace = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> mostOperations = new(StringComparer.Ordinal);
    private readonly Dictionary<NamespacedName, int> listeners = [];

    public KnownMesh(MeshState state, RouteMetricsSettings settings)
    {
        (this.state, this.settings) = (state, settings);
        foreach (var gateway in state.Gateways)
        {
            listeners[gateway.Key] = gateway.Listeners.Count;
        }

        foreach (var route in state.Routes)
        {
            Add(route);
        }
    }

    /// <summary>
    /// The findings about one route, which may be new, or a new version of one that is known. A new version that adds no operations is only warned of a budget
    /// that is exceeded: else nothing could be changed any more, not even for the better.
    /// </summary>
    public IReadOnlyList<Finding> FindingsOf(HttpRoute route)
    {
        var plan = PlanWith(route);
        var about = ObjectRef.HttpRoute(route.Key);
        Finding[] found = [.. plan.Findings.Where(finding => finding.Object == about)];
        var isExceeded = found.Any(static finding => finding is { Code: FindingCode.RMW005, Severity: Severity.Deny });
        return isExceeded && stored.TryGetValue(route.Key, out var before) && OperationsIn(plan, route.Key) <= OperationsIn(PlanWith(before), route.Key)
            ? [.. found.Select(static finding => finding.Code == FindingCode.RMW005 ? finding with { Severity = Severity.Warn } : finding)]
            : found;
    }

    private void Add(HttpRoute route)
    {
        stored[route.Key] = route;
        var targets = TargetsOf(route);
        foreach (var target in targets)
        {
            Append(target, route, byTarget);
        }

        foreach (var name in NamespacesOf(targets))
        {
            Append(name, route, byNamespace);
            mostOperations[name] = mostOperations.GetValueOrDefault(name) + MostOperationsOf(route, targets, name);
        }
    }

    private MeshPlan PlanWith(HttpRoute route)
    {
        var targets = TargetsOf(route);
        // The Telemetry of the native engine names the routes of a whole namespace.
        var neighbours = settings.Engine == Engine.Native || NamespacesOf(targets).Any(name => MayBeNearBudget(name, route, targets))
            ? NamespacesOf(targets).SelectMany(name => byNamespace.GetValueOrDefault(name, []))
            : targets.SelectMany(target => byTarget.GetValueOrDefault(target, []));
        HttpRoute[] others = [.. neighbours.Where(neighbour => neighbour.Key != route.Key).DistinctBy(static neighbour => neighbour.Key)];
        return MeshSynthesis.Synthesize(state with { Routes = [route, .. others.Length <= MostNeighbours ? others : others.Order(RouteAge.Instance).Take(MostNeighbours)] }, settings);
    }

    // Every match an operation of its own at each target and host: where even that is little, the other targets of the namespace need not be looked at.
    private bool MayBeNearBudget(string name, HttpRoute route, HashSet<Target> targets)
    {
        var labels = state.Namespaces.FirstOrDefault(resource => resource.Name == name)?.Labels;
        var operations = mostOperations.GetValueOrDefault(name) + MostOperationsOf(route, targets, name);
        return SeriesBudgetRule.IsNear(
            operations * settings.Budget.SeriesOfOperation(settings.Metrics), settings.Budget.Of(name, labels), settings);
    }

    private long MostOperationsOf(HttpRoute route, HashSet<Target> targets, string name)
    {
        var matches = route.Rules.Sum(static rule => Math.Max(1L, rule.Matches.Count));
        return targets.Where(target => target.Key.Namespace == name).Sum(target => target.Kind == TargetKind.Service
            ? matches
            : matches * Math.Max(1, route.Hostnames.Count) * Math.Max(1, listeners.GetValueOrDefault(target.Key)));
    }

    private static long OperationsIn(MeshPlan plan, NamespacedName route) => plan.Targets.Sum(target => target.Operations
        .Where(operation => operation.Source.Route == route).Select(static operation => operation.Value).Distinct(StringComparer.Ordinal).LongCount());

    private static HashSet<Target> TargetsOf(HttpRoute route) =>
        [.. route.ParentRefs.Where(static parent => parent.IsService || parent.IsGateway)
            .Select(static parent => new Target(parent.IsService ? TargetKind.Service : TargetKind.Gateway, parent.Key))];

    private static IEnumerable<string> NamespacesOf(IEnumerable<Target> targets) =>
        targets.Select(static target => target.Key.Namespace).Distinct(StringComparer.Ordinal);

    private static void Append<T>(T key, HttpRoute route, Dictionary<T, List<HttpRoute>> lists)
        where T : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists[key] = list = [];
        }

        list.Add(route);
    }
}
