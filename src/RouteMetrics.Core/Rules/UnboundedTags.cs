using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Rules;

/// <summary>A label of somebody's Telemetry with unbounded values, on metrics that count operations; null metric is all of them.</summary>
public sealed record UnboundedTag(string Name, ObjectRef By, string? Metric);

/// <summary>
/// The labels that multiply the series of operations. A Telemetry for all of a namespace, or of the root namespace, is on each proxy there;
/// one with targetRefs is on what it names (a Gateway that it names may be the waypoint of any Service of its namespace).
/// </summary>
internal sealed class UnboundedTags
{
    private readonly Dictionary<string, List<(AttachedObject.Telemetry By, IReadOnlyList<UnboundedTag> Tags)>> byNamespace =
        new(StringComparer.Ordinal);

    private readonly MeshSnapshot mesh;
    private readonly RouteMetricsSettings settings;

    public UnboundedTags(MeshSnapshot mesh, RouteMetricsSettings settings) => (this.mesh, this.settings) = (mesh, settings);

    /// <summary>Those of a target, each name once.</summary>
    public IReadOnlyList<UnboundedTag> At(Target target) =>
    [
        .. In(MeshSnapshot.RootNamespace).Where(static item => item.By.IsForAll)
            .Concat(target.Key.Namespace == MeshSnapshot.RootNamespace ? [] : In(target.Key.Namespace).Where(item => Acts(item.By, target)))
            .SelectMany(static item => item.Tags)
            .DistinctBy(static tag => (tag.Name, tag.Metric)),
    ];

    /// <summary>The series of one operation at a target.</summary>
    public long SeriesOfOperation(Target target) => SeriesOfOperation(At(target));

    /// <summary>The most that one operation may have at any target of a namespace.</summary>
    public long MostOfOperation(string name)
    {
        var (everywhere, here) = (In(MeshSnapshot.RootNamespace), In(name));
        return SeriesOfOperation(everywhere.Count + here.Count == 0 ? [] :
        [
            .. everywhere.Concat(here).SelectMany(static item => item.Tags).DistinctBy(static tag => (tag.Name, tag.Metric)),
        ]);
    }

    private long SeriesOfOperation(IReadOnlyList<UnboundedTag> tags)
    {
        var budget = settings.Budget;
        return tags.Count == 0
            ? budget.SeriesOfOperation(settings.Metrics)
            : (long)budget.ResponseCodes * budget.Sources * settings.Metrics.Sum(metric => budget.SeriesOfMetric(metric)
                * (tags.Any(tag => tag.Metric is null || metric is "ALL_METRICS" || tag.Metric == metric) ? budget.UnboundedValues : 1L));
    }

    private List<(AttachedObject.Telemetry By, IReadOnlyList<UnboundedTag> Tags)> In(string name)
    {
        if (!byNamespace.TryGetValue(name, out var found))
        {
            byNamespace[name] = found = Find(name);
        }

        return found;
    }

    private List<(AttachedObject.Telemetry By, IReadOnlyList<UnboundedTag> Tags)> Find(string name)
    {
        List<(AttachedObject.Telemetry By, IReadOnlyList<UnboundedTag> Tags)> found = [];
        foreach (var item in mesh.AttachedIn(name))
        {
            if (item is AttachedObject.Telemetry { IsOurs: false } telemetry && TagsOf(telemetry) is { Count: > 0 } tags)
            {
                found.Add((telemetry, tags));
            }
        }

        return found;
    }

    private IReadOnlyList<UnboundedTag> TagsOf(AttachedObject.Telemetry telemetry) =>
    [
        .. telemetry.Metrics.SelectMany(static entry => entry.Overrides)
            .Where(change => !change.Disables && settings.Metrics.Any(metric => metric is "ALL_METRICS" || change.IsFor(metric)))
            .SelectMany(change => change.Unbounded
                .Where(name => name != settings.LabelName)
                .Select(name => new UnboundedTag(name, telemetry.Object, change.Metric))),
    ];

    private static bool Acts(AttachedObject.Telemetry telemetry, Target target) =>
        telemetry.IsForAll
        || telemetry.TargetRefs.Any(reference => reference.Kind switch
        {
            "Service" or "ServiceEntry" => reference.Kind == target.Kind.ToString() && reference.Name == target.Key.Name,
            "Gateway" => target.IsAtWaypoint || reference.Name == target.Key.Name,
            _ => false,
        })
        || (!target.IsAtWaypoint && telemetry.TargetRefs.Count == 0);
}
