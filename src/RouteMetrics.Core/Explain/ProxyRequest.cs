namespace RouteMetrics.Core.Explain;

/// <summary>
/// A request as the filters of the proxy see it: nothing decoded, nothing normalised. <paramref name="Path"/> is <c>:path</c> with its
/// query and null for a plain CONNECT, which has none; <paramref name="Port"/> is the port that the client connects to.
/// </summary>
public sealed record ProxyRequest(string Method, string Scheme, string Authority, int Port, string? Path)
{
    /// <summary>The other headers, in the order sent, names as written; one name may occur several times.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether nothing said the port, so that <see cref="Port"/> is only the scheme's.</summary>
    public bool IsPortAssumed { get; init; }

    /// <summary>The authority without its port.</summary>
    public string Host => RequestAuthority.Split(Authority).Host;
}
