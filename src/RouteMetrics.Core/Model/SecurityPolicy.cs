namespace RouteMetrics.Core.Model;

/// <summary>
/// An AuthorizationPolicy or a RequestAuthentication, as far as waypoints matter to it. With <see cref="Targets"/> it lives in the proxies
/// of these objects; without, ztunnel enforces it, which sees a waypoint in place of the client.
/// </summary>
public sealed record SecurityPolicy(ObjectRef Object)
{
    /// <summary>The <c>targetRefs</c>.</summary>
    public IReadOnlyList<(string Kind, string Name)> Targets { get; init; } = [];

    /// <summary>It allows or denies by where a request comes from.</summary>
    public bool NamesSource { get; init; }
}
