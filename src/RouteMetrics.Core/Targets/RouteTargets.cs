using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>What a route names as parents.</summary>
internal static class RouteTargets
{
    /// <summary>The Services and Gateways, measured or not, one for each parentRef.</summary>
    public static IEnumerable<Target> Of(HttpRoute route) => route.ParentRefs
        .Where(static parent => parent.IsService || parent.IsGateway)
        .Select(static parent => new Target(parent.IsService ? TargetKind.Service : TargetKind.Gateway, parent.Key));
}
