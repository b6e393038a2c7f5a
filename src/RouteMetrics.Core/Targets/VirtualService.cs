using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// The routes that Istio merges and sorts together: of one Service and parentRef port, or of one listener and route hostname
/// (route_collections.go mergeHTTPRoutes). Several meet by age, unsorted; <paramref name="key"/> tells them apart.
/// <paramref name="isOfPort"/>: the parentRefs have a port.
/// </summary>
internal sealed class VirtualService(string key, bool isOfPort = false)
{
    private readonly List<RouteCandidate> candidates = [];
    private HttpRoute? oldest;

    private string Key => key;

    /// <summary>That of its oldest route.</summary>
    public string Namespace => Oldest.Key.Namespace;

    private HttpRoute Oldest => oldest ?? throw new InvalidOperationException($"{key} has no route");

    /// <summary>Adds a route; routes come by age, namespace, name.</summary>
    public void Add(HttpRoute route, IReadOnlyList<RouteCandidate> routeCandidates)
    {
        oldest ??= route;
        candidates.AddRange(routeCandidates);
    }

    /// <summary>In Istio's order up to the first catch-all; what lies behind is never programmed.</summary>
    public List<RouteCandidate> Programmed()
    {
        candidates.Sort(isOfPort ? RoutePrecedence.AtPort : RoutePrecedence.Instance);
        var catchAll = candidates.FindIndex(static candidate => candidate.IsCatchAll);
        if (catchAll < 0 || catchAll == candidates.Count - 1)
        {
            return candidates;
        }

        foreach (var hidden in candidates.Skip(catchAll + 1))
        {
            hidden.IsCutOff |= hidden.HiddenBy is null;
            hidden.HiddenBy ??= candidates[catchAll];
        }

        return candidates[..(catchAll + 1)];
    }

    /// <summary>Oldest first, then by name, which Istio makes of the key (istio model sortConfigByCreationTime).</summary>
    public static int ByAge(VirtualService left, VirtualService right)
    {
        var age = RouteAge.Compare(left.Oldest, right.Oldest);
        return age != 0 ? age : string.CompareOrdinal(left.Key, right.Key);
    }
}
