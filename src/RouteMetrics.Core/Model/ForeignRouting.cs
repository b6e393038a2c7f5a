namespace RouteMetrics.Core.Model;

/// <summary>A VirtualService (networking.istio.io), as far as it can take requests from routes.</summary>
public sealed record VirtualServiceResource(NamespacedName Key)
{
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Istio Gateways as <c>namespace/name</c>, or <c>mesh</c>, which none at all means too.</summary>
    public IReadOnlyList<string> Gateways { get; init; } = [];

    /// <summary>The <c>name</c> of each entry of <c>http</c> that has one: Envoy calls its routes so.</summary>
    public IReadOnlyList<string> RouteNames { get; init; } = [];
}

/// <summary>A Gateway of networking.istio.io: pods by their labels, and what they serve.</summary>
public sealed record IstioGatewayResource(NamespacedName Key)
{
    /// <summary>Empty selects all pods.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Selector { get; init; } = [];

    public IReadOnlyList<IstioServer> Servers { get; init; } = [];
}

/// <summary>One server; its hosts may have a namespace before a slash.</summary>
public sealed record IstioServer(int Port, IReadOnlyList<string> Hosts);
