namespace RouteMetrics.Core.Model;

/// <summary>A Service or ServiceEntry, as far as it decides whether a waypoint serves it.</summary>
public sealed record ServiceResource(NamespacedName Key)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The numbers of <c>spec.ports[].port</c>, of a ServiceEntry <c>spec.ports[].number</c>.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Those of <see cref="Ports"/> that are not HTTP, so that waypoints have no routes for them.</summary>
    public IReadOnlyList<int> RawPorts { get; init; } = [];

    /// <summary><c>spec.hosts</c> of a ServiceEntry, each of which is a Service to a waypoint; null for a Service.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary><c>clusterIP: None</c>: no VIP, so the waypoint has no filter chain for it.</summary>
    public bool IsHeadless { get; init; }

    /// <summary><c>type: ExternalName</c>.</summary>
    public bool IsExternalName { get; init; }

    public Target Target => new(Hosts is null ? TargetKind.Service : TargetKind.ServiceEntry, Key);
}
