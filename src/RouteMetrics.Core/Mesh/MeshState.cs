using RouteMetrics.Core.Routes;

namespace RouteMetrics.Core.Mesh;

/// <summary>
/// Everything known when operations are synthesized. What is not held is given the benefit of the doubt: an absent Namespace counts as
/// enrolled, an absent Gateway as Istio's with one listener for every host (unless the state <see cref="IsComplete"/>), an absent Service as one with a VIP.
/// </summary>
public sealed record MeshState
{
    public IReadOnlyList<NamespaceResource> Namespaces { get; init; } = [];

    public IReadOnlyList<ServiceResource> Services { get; init; } = [];

    public IReadOnlyList<GatewayResource> Gateways { get; init; } = [];

    public IReadOnlyList<HttpRoute> Routes { get; init; } = [];

    /// <summary>All that a cluster has is held: a Gateway that is not has no class, and measures nothing until it has.</summary>
    public bool IsComplete { get; init; }
}
