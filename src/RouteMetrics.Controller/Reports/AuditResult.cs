using RouteMetrics.Core;
using RouteMetrics.Core.Findings;

namespace RouteMetrics.Controller.Reports;

/// <summary>
/// What an audit has come to, in numbers: the objects with the worst finding of each, the findings, and the namespaces that use most of
/// their budget, as a share of it.
/// </summary>
internal sealed record AuditResult(
    DateTimeOffset At, int Clean, int Warned, int Denied, int Unreadable,
    IReadOnlyDictionary<(FindingCode Code, Severity Severity), int> Findings, IReadOnlyList<KeyValuePair<string, double>> Fullest)
{
    /// <summary>Of namespaces; a metric may not have one series for each.</summary>
    private const int MostNamespaces = 10;

    public static AuditResult Of(MeshAudit audit, int unreadable, DateTimeOffset at)
    {
        var (objects, warned, denied) = (
            audit.Namespaces.Sum(static ns => ns.Objects), audit.Namespaces.Sum(static ns => ns.Warned),
            audit.Namespaces.Sum(static ns => ns.Denied));
        return new(
            at, objects - warned - denied, warned, denied, unreadable,
            audit.Findings.GroupBy(static finding => (finding.Code, finding.Severity))
                .ToDictionary(static group => group.Key, static group => group.Count()),
            [.. audit.Namespaces.Where(static ns => ns.Series > 0)
                .Select(static ns => KeyValuePair.Create(ns.Name, ns.Budget > 0 ? (double)ns.Series / ns.Budget : double.PositiveInfinity))
                .OrderByDescending(static ns => ns.Value).ThenBy(static ns => ns.Key, StringComparer.Ordinal).Take(MostNamespaces)]);
    }
}
