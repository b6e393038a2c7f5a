using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Policies;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Synthesis;

/// <summary>The operations of every target, Services before Gateways, by namespace and name; and all findings, by route and in order of the document.</summary>
public sealed record MeshPlan(IReadOnlyList<TargetOperations> Targets, IReadOnlyList<Finding> Findings);

/// <summary>From HTTPRoutes to ordered operations: what webhook, controller and command line all call.</summary>
public static class MeshSynthesis
{
    /// <summary>From all routes of a mesh to the operations of each of its targets.</summary>
    public static MeshPlan Synthesize(MeshState state, RouteMetricsSettings settings) => Synthesize(state, settings, null);

    /// <summary>
    /// As <see cref="Synthesize(MeshState, RouteMetricsSettings)"/>, of the targets of one namespace alone. For these it is enough that the state holds the
    /// namespace's objects, the routes that name one of them as parent, and the namespaces of those routes.
    /// </summary>
    public static MeshPlan SynthesizeNamespace(string name, MeshState state, RouteMetricsSettings settings) => Synthesize(state, settings, name);

    /// <summary>
    /// The operations that one route gives by itself, and all findings about it: what admission decides by. The route's own values and conditions
    /// are those of <see cref="Synthesize(MeshState, RouteMetricsSettings)"/> over a mesh that holds nothing else.
    /// </summary>
    public static MeshPlan SynthesizeRoute(HttpRoute route, RouteMetricsSettings settings) => Synthesize(new() { Routes = [route] }, settings);

    private static MeshPlan Synthesize(MeshState state, RouteMetricsSettings settings, string? onlyNamespace)
    {
        var findings = new FindingList(settings);
        var mesh = new MeshIndex(state, settings);
        var measured = new MeasuredRoutes(mesh, findings, onlyNamespace);
        HttpRoute[] routes = [.. state.Routes];
        Array.Sort(routes, RouteAge.Instance);
        foreach (var route in routes)
        {
            if (RouteBounds.Admit(route, findings))
            {
                RoutePolicy.Check(route, findings);
                measured.Add(route);
            }
        }

        var targets = measured.Targets();
        SeriesBudgetRule.Check(targets, mesh, findings);
        return new(targets, findings.InDocumentOrder());
    }
}
