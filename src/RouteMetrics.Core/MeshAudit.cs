using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Rules;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core;

/// <summary>
/// All findings about the HTTPRoutes, WasmPlugins, TrafficExtensions and Telemetries of a mesh, with the severities that the settings give
/// them whatever the modes of their namespaces; and what they come to in each namespace, by name. What admission does not judge is not
/// judged here.
/// </summary>
public sealed record MeshAudit(IReadOnlyList<Finding> Findings, IReadOnlyList<NamespaceAudit> Namespaces)
{
    public static MeshAudit Of(MeshSnapshot snapshot, IReadOnlyList<IstioResource> resources, RouteMetricsSettings settings)
    {
        var plan = RoutePlan.Of(snapshot, settings);
        var judged = new AuditedNamespaces(snapshot, settings);
        Finding[] findings =
        [
            .. plan.Findings.Where(judged.IncludesObjectOf)
                .Concat(resources
                    .Where(resource => judged.IncludesExpressions(resource.Object.Key.Namespace))
                    .SelectMany(resource => ExpressionPolicy.FindingsOf(resource, settings)
                        .Concat(snapshot.AttachedObject(resource.Object) is { } item ? SecondWriters.Of(item, snapshot, settings) : [])))
                .InDocumentOrder(),
        ];
        return new(findings, NamespacesOf(snapshot, resources, findings, NamespaceSeries.Of(plan.Measured, snapshot, settings), judged));
    }

    /// <summary>What there is about one namespace; all of it for null.</summary>
    public MeshAudit In(string? name) => name is null ? this : new(
        [.. Findings.Where(finding => finding.Object.Key.Namespace == name)], [.. Namespaces.Where(ns => ns.Name == name)]);

    private static NamespaceAudit[] NamespacesOf(
        MeshSnapshot snapshot, IReadOnlyList<IstioResource> resources, Finding[] findings, IReadOnlyList<NamespaceSeries> allSeries,
        AuditedNamespaces judged)
    {
        var expressions = resources.Select(static resource => resource.Object)
            .ToLookup(static item => item.Key.Namespace, StringComparer.Ordinal);
        var objects = snapshot.Routes.Select(static route => ObjectRef.Route(route.Key))
            .Concat(resources.Select(static resource => resource.Object))
            .ToLookup(static item => item.Key.Namespace, StringComparer.Ordinal);
        var worst = findings.GroupBy(static finding => finding.Object).ToLookup(
            static ofObject => ofObject.Key.Key.Namespace,
            static ofObject => ofObject.Max(static finding => finding.Severity),
            StringComparer.Ordinal);
        var series = allSeries.ToDictionary(static item => item.Namespace, StringComparer.Ordinal);
        var names = objects.Select(static item => item.Key).Union(series.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. names.Select(name => judged.ReasonNotIn(name) is { } reason && !IsJudgedByExpressions(name)
            ? new NamespaceAudit(name, judged.ModeOf(name)) { ReasonNotJudged = reason }
            : new NamespaceAudit(name, judged.ModeOf(name))
            {
                Objects = judged.Includes(name) ? objects[name].Count() : expressions[name].Count(),
                Denied = worst[name].Count(static severity => severity == Severity.Deny),
                Warned = worst[name].Count(static severity => severity == Severity.Warn),
                Series = series.GetValueOrDefault(name)?.Series ?? 0,
                Budget = judged.BudgetOf(name),
            })];

        bool IsJudgedByExpressions(string name) => expressions.Contains(name) && judged.IncludesExpressions(name);
    }
}
