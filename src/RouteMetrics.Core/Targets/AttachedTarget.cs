using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// A target with its routes: all of them by age, and the lists that Envoy tries. Targets of an equal <paramref name="Plugin"/> share one.
/// </summary>
internal sealed record AttachedTarget(
    Target Target, object Plugin, IReadOnlyList<AttachedRoute> Routes, IReadOnlyList<RouteList> Lists);

/// <summary>A route at a target, with its matches in its own order.</summary>
internal sealed record AttachedRoute(HttpRoute Route, IReadOnlyList<RouteCandidate> Candidates);
