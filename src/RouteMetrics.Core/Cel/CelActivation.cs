using System.Collections.Immutable;

namespace RouteMetrics.Core.Cel;

/// <summary>One request as the attributes that Envoy shows to CEL in attributegen's ON_REQUEST phase.</summary>
public sealed record CelActivation
{
    /// <summary><c>:method</c>, in the case in which it was sent.</summary>
    public required string Method { get; init; }

    /// <summary>The path before any <c>?</c>, escapes and all; empty where there is none (plain CONNECT).</summary>
    public required string UrlPath { get; init; }

    /// <summary>What follows the first <c>?</c>, not decoded.</summary>
    public string Query { get; init; } = "";

    /// <summary><c>:authority</c>, with its port and in the case in which it was sent.</summary>
    public string Host { get; init; } = "";

    /// <summary>Lower-case names to values; repeated headers are joined by a comma. Pseudo headers come from the other members.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public string FilterChainName { get; init; } = "";

    /// <summary>Null if the request has no route.</summary>
    public string? RouteName { get; init; }

    /// <summary>The port that the connection was accepted on.</summary>
    public int DestinationPort { get; init; }

    /// <summary>What <c>filter_state</c> holds, as text: <c>wasm.istio_operationId</c>.</summary>
    public IReadOnlyDictionary<string, string> FilterState { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
