namespace RouteMetrics.Core.Model;

/// <summary>A Service, as far as it decides whether a waypoint serves it.</summary>
public sealed record ServiceResource(NamespacedName Key)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The numbers of <c>spec.ports[].port</c>.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Those of <see cref="Ports"/> that are not HTTP, so that waypoints have no routes for them.</summary>
    public IReadOnlyList<int> RawPorts { get; init; } = [];

    /// <summary><c>clusterIP: None</c>: no VIP, so the waypoint has no filter chain for it.</summary>
    public bool IsHeadless { get; init; }

    /// <summary><c>type: ExternalName</c>.</summary>
    public bool IsExternalName { get; init; }
}
