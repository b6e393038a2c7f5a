using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Core.Policies;

/// <summary>
/// All findings about the HTTPRoutes, WasmPlugins and Telemetries of a mesh, with the severities that the settings give them whatever the modes of their
/// namespaces; and what they come to in each namespace, by name. What admission does not judge is not judged here.
/// </summary>
public sealed record MeshReview(IReadOnlyList<Finding> Findings, IReadOnlyList<NamespaceReview> Namespaces)
{
    public static MeshReview Of(MeshState state, IReadOnlyList<IstioResource> resources, RouteMetricsSettings settings)
    {
        var plan = MeshSynthesis.Synthesize(state, settings);
        var judged = new JudgedNamespaces(state, settings);
        Finding[] findings =
        [
            .. plan.Findings.Where(judged.IncludesObjectOf)
                .Concat(resources.Where(resource => judged.Includes(resource.Object.Key.Namespace)).SelectMany(resource => ExpressionPolicy.FindingsOf(resource, settings)))
                .InDocumentOrder(),
        ];
        return new(findings, NamespacesOf(state, resources, findings, NamespaceSeries.Of(plan.Targets, state, settings), judged));
    }

    private static NamespaceReview[] NamespacesOf(
        MeshState state, IReadOnlyList<IstioResource> resources, Finding[] findings, IReadOnlyList<NamespaceSeries> allSeries, JudgedNamespaces judged)
    {
        var objects = state.Routes.Select(static route => ObjectRef.HttpRoute(route.Key)).Concat(resources.Select(static resource => resource.Object))
            .ToLookup(static item => item.Key.Namespace, StringComparer.Ordinal);
        var worst = findings.GroupBy(static finding => finding.Object).ToLookup(
            static ofObject => ofObject.Key.Key.Namespace, static ofObject => ofObject.Max(static finding => finding.Severity), StringComparer.Ordinal);
        var series = allSeries.ToDictionary(static item => item.Namespace, StringComparer.Ordinal);
        return [.. objects.Select(static item => item.Key).Union(series.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => judged.ReasonNotIn(name) is { } reason
            ? new NamespaceReview(name, judged.ModeOf(name)) { ReasonNotJudged = reason }
            : new NamespaceReview(name, judged.ModeOf(name))
            {
                Objects = objects[name].Count(),
                Denied = worst[name].Count(static severity => severity == Severity.Deny),
                Warned = worst[name].Count(static severity => severity == Severity.Warn),
                Series = series.GetValueOrDefault(name)?.Series ?? 0,
                Budget = judged.BudgetOf(name),
            })];
    }
}
