using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Rules;

/// <summary>The operations of a target that have names of their own, and the series that they may become.</summary>
public sealed record TargetSeries(Target Target, long Operations, long Series);

/// <summary>
/// The series that the operations of all routes of a namespace may become, at whatever targets, against its budget: on a shared Gateway
/// nobody pays for others. <paramref name="Routes"/> are those that have operations, most first; one of two counts for the earlier.
/// </summary>
public sealed record NamespaceSeries(
    string Namespace, long Budget, IReadOnlyList<TargetSeries> Targets, IReadOnlyList<KeyValuePair<RouteKey, int>> Routes)
{
    public long Operations => Targets.Sum(static target => target.Operations);

    public long Series => Targets.Sum(static target => target.Series);

    public bool IsOver => Series > Budget;

    /// <summary>The labels of Telemetries whose unbounded values are counted in the series, each once.</summary>
    public IReadOnlyList<UnboundedTag> Unbounded { get; init; } = [];

    /// <summary>The series without these.</summary>
    public long OwnSeries { get; init; }

    /// <summary>By namespace; those without operations are left out.</summary>
    public static IReadOnlyList<NamespaceSeries> Of(
        IEnumerable<TargetOperations> targets, MeshSnapshot snapshot, RouteMetricsSettings settings)
    {
        var tags = new UnboundedTags(snapshot, settings);
        return [.. targets
            .SelectMany(static target => target.Operations
                .GroupBy(static operation => operation.Source.Route.Namespace, StringComparer.Ordinal)
                .Select(ofNamespace => (Namespace: ofNamespace.Key, Part: target with { Operations = [.. ofNamespace] })))
            .GroupBy(static part => part.Namespace, static part => part.Part, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(group => Of(group.Key, group, settings.Budget.Of(group.Key, snapshot.Namespace(group.Key)?.Labels), tags, settings))];
    }

    /// <summary>Of the operations that are of the namespace's routes.</summary>
    internal static NamespaceSeries Of(
        string name, IEnumerable<TargetOperations> targets, long budget, UnboundedTags tags, RouteMetricsSettings settings)
    {
        var each = settings.Budget.SeriesOfOperation(settings.Metrics);
        var routes = new Dictionary<RouteKey, int>();
        var series = new List<TargetSeries>();
        var unbounded = new List<UnboundedTag>();
        foreach (var (target, operations) in targets)
        {
            var values = new HashSet<string>(operations.Count, StringComparer.Ordinal);
            foreach (var operation in operations)
            {
                if (operation.Source.Route.Namespace == name && values.Add(operation.Value))
                {
                    routes[operation.Source.Route] = routes.GetValueOrDefault(operation.Source.Route) + 1;
                }
            }

            if (values.Count > 0)
            {
                series.Add(new(target, values.Count, values.Count * tags.SeriesOfOperation(target)));
                unbounded.AddRange(tags.At(target));
            }
        }

        return new(name, budget, series, [.. routes.OrderByDescending(static route => route.Value)
            .ThenBy(static route => route.Key.Name, StringComparer.Ordinal)])
        {
            Unbounded = [.. unbounded.DistinctBy(static tag => tag.Name, StringComparer.Ordinal)],
            OwnSeries = series.Sum(target => target.Operations * each),
        };
    }
}
