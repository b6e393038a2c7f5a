namespace RouteMetrics.Core.Targets;

/// <summary>
/// The matches that a waypoint tries for one Service, or a Gateway for one virtual host, in order. Those of a Service may be for one port
/// or for all of them; <paramref name="ports"/> are the ports that the Service is known to have, none if it is not known.
/// </summary>
internal sealed class ListedMatches(IReadOnlyList<int> ports)
{
    private readonly EarlierMatches ofEveryPort = new();
    private readonly Dictionary<int, EarlierMatches> byPort = [];

    /// <summary>
    /// The listed match that takes every request that this one takes on its port (null: every port), which then can never be the first. For
    /// every port of a known Service that may be a match for each of them: the first is given.
    /// </summary>
    public RouteCandidate? Hiding(RouteCandidate candidate, int? port)
    {
        if (ofEveryPort.Hiding(candidate) is { } hiding)
        {
            return hiding;
        }

        if (byPort.Count == 0)
        {
            return null;
        }

        return port is { } one ? byPort.GetValueOrDefault(one)?.Hiding(candidate) : HidingOnEveryPort(candidate);
    }

    public void Add(RouteCandidate candidate, int? port)
    {
        if (port is not { } one)
        {
            ofEveryPort.Add(candidate);
            return;
        }

        if (!byPort.TryGetValue(one, out var earlier))
        {
            byPort[one] = earlier = new();
        }

        earlier.Add(candidate);
    }

    private RouteCandidate? HidingOnEveryPort(RouteCandidate candidate)
    {
        RouteCandidate? first = null;
        foreach (var port in ports)
        {
            if (byPort.GetValueOrDefault(port)?.Hiding(candidate) is not { } hiding)
            {
                return null;
            }

            first ??= hiding;
        }

        return first;
    }
}
