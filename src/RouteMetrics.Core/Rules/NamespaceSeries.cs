using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Rules;

/// <summary>The operations of a target that have names of their own, and the series that they may become.</summary>
public sealed record TargetSeries(Target Target, long Operations, long Series);

/// <summary>
/// The series that the operations of all targets of a namespace may become, against its budget. <paramref name="Routes"/> are those that
/// have operations there, most first; an operation of two routes counts for the earlier.
/// </summary>
public sealed record NamespaceSeries(
    string Namespace, long Budget, IReadOnlyList<TargetSeries> Targets, IReadOnlyList<KeyValuePair<NamespacedName, int>> Routes)
{
    public long Operations => Targets.Sum(static target => target.Operations);

    public long Series => Targets.Sum(static target => target.Series);

    public bool IsOver => Series > Budget;

    /// <summary>By namespace; those without operations are left out.</summary>
    public static IReadOnlyList<NamespaceSeries> Of(
        IEnumerable<TargetOperations> targets, MeshSnapshot snapshot, RouteMetricsSettings settings) =>
        [.. targets
            .GroupBy(static target => target.Target.Key.Namespace, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(group => Of(group.Key, [.. group], settings.Budget.Of(group.Key, snapshot.Namespace(group.Key)?.Labels), settings))];

    internal static NamespaceSeries Of(string name, IReadOnlyList<TargetOperations> targets, long budget, RouteMetricsSettings settings)
    {
        var each = settings.Budget.SeriesOfOperation(settings.Metrics);
        var routes = new Dictionary<NamespacedName, int>();
        var series = new List<TargetSeries>(targets.Count);
        foreach (var (target, operations) in targets)
        {
            var values = new HashSet<string>(operations.Count, StringComparer.Ordinal);
            foreach (var operation in operations)
            {
                if (values.Add(operation.Value))
                {
                    routes[operation.Source.Route] = routes.GetValueOrDefault(operation.Source.Route) + 1;
                }
            }

            series.Add(new(target, values.Count, values.Count * each));
        }

        return new(name, budget, series, [.. routes.OrderByDescending(static route => route.Value)
            .ThenBy(static route => route.Key.Namespace, StringComparer.Ordinal)
            .ThenBy(static route => route.Key.Name, StringComparer.Ordinal)]);
    }
}
