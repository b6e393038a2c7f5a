using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Synthesis;

/// <summary>The operations of every target, in order of target, and what was found on the way, in order of route and document.</summary>
public sealed record MeshPlan(IReadOnlyList<TargetOperations> Targets, IReadOnlyList<Finding> Findings);

public static class MeshSynthesis
{
    /// <summary>From all routes of a mesh to the operations of each of its targets.</summary>
    public static MeshPlan Synthesize(MeshState state, RouteMetricsSettings settings) => throw new System.Diagnostics.UnreachableException();

    /// <summary>
    /// The operations that one route gives by itself, and all findings about it: what admission decides by. The route's own values and conditions
    /// are those of <see cref="Synthesize"/> over a mesh that holds nothing else.
    /// </summary>
    public static MeshPlan SynthesizeRoute(HttpRoute route, RouteMetricsSettings settings) => throw new System.Diagnostics.UnreachableException();
}
