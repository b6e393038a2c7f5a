using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Adoption;

/// <summary>
/// Keeps the names that requests have now, by the annotation of their routes. A name that would then be that of two rules, or is none
/// that can be given, is not kept.
/// </summary>
internal static class KeptNames
{
    /// <summary>The mesh with the annotations, and the routes whose annotation is new.</summary>
    public static (MeshSnapshot Mesh, IReadOnlyList<HttpRoute> Changed) In(
        string ns, IReadOnlyList<TargetAdoption> targets, MeshSnapshot mesh, RouteMetricsSettings settings)
    {
        var lines = targets.SelectMany(static target => LinesOf(target.NamesNow))
            .Where(line => OperationName.FaultOf(line.Name, settings.UnmatchedName) is null && line.Name == line.Name.Trim())
            .DistinctBy(static line => (line.Route, line.Key))
            .ToList();
        var before = FaultsOf(ns, mesh, settings);
        while (true)
        {
            var changed = Annotated(lines, mesh);
            var kept = changed.Aggregate(mesh, static (known, route) => known.With(route));
            var clashes = FaultsOf(ns, kept, settings).Except(before).Select(static fault => fault.Value).ToHashSet(StringComparer.Ordinal);
            if (clashes.Count == 0 || lines.RemoveAll(line => clashes.Contains(line.Name)) == 0)
            {
                return (kept, changed);
            }
        }
    }

    private sealed record Line(RouteKey Route, string Key, string Name);

    private static IReadOnlyList<Finding> FaultsOf(string ns, MeshSnapshot mesh, RouteMetricsSettings settings) =>
        [.. RoutePlan.OfNamespace(ns, mesh, settings).Findings
            .Where(static finding => finding.Code is FindingCode.RMW004 or FindingCode.RMW009)];

    // A line for a rule where all of its matches have one name, which its matches may share; rules may not.
    private static IEnumerable<Line> LinesOf(IReadOnlyList<(Operation Operation, string Name)> names) => names
        .GroupBy(static pair => pair.Name, StringComparer.Ordinal)
        .Where(static name => name.DistinctBy(static pair => (pair.Operation.Source.Route, pair.Operation.Source.Rule)).Count() == 1)
        .SelectMany(static name => name)
        .GroupBy(static pair => (pair.Operation.Source.Route, pair.Operation.Source.Rule))
        .Where(static rule => rule.Any(static pair => pair.Operation.Value != pair.Name))
        .SelectMany(static rule => rule.Select(static pair => pair.Name).Distinct(StringComparer.Ordinal).Count() == 1
            ? [new Line(rule.Key.Route, $"{rule.Key.Rule}", rule.First().Name)]
            : rule.Where(static pair => pair.Operation.Value != pair.Name)
                .Select(static pair => new Line(
                    pair.Operation.Source.Route, $"{pair.Operation.Source.Rule}/{pair.Operation.Source.Match}", pair.Name)));

    private static List<HttpRoute> Annotated(List<Line> lines, MeshSnapshot mesh) => [.. lines
        .GroupBy(static line => line.Route)
        .Select(group => (Route: mesh.Route(group.Key), Lines: group.ToList()))
        .Where(static item => item.Route is not null)
        .Select(static item => Annotated(item.Route ?? throw new System.Diagnostics.UnreachableException(), item.Lines))];

    // Of two lines for one match the later counts, so that what is there already need not be read.
    private static HttpRoute Annotated(HttpRoute route, List<Line> lines)
    {
        var now = route.Annotations.GetValueOrDefault(NameOverrides.Annotation)?.TrimEnd('\n');
        var added = string.Join('\n', lines.Select(static line => $"{line.Key}: {line.Name}"));
        return route with
        {
            Annotations = new Dictionary<string, string>(route.Annotations, StringComparer.Ordinal)
            {
                [NameOverrides.Annotation] = string.IsNullOrEmpty(now) ? added : $"{now}\n{added}",
            },
        };
    }
}
