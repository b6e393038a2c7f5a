namespace RouteMetrics.Core.Targets;

/// <summary>
/// Istio's order within a VirtualService: explicit <c>matches: []</c> last; Exact, Prefix, RegularExpression; longer path; method; more
/// headers; more query parameters; age, namespace, name, rule, match (gateway/conversion.go sortHTTPRoutes, a stable sort).
/// </summary>
internal sealed class RoutePrecedence : IComparer<RouteCandidate>
{
    public static readonly RoutePrecedence Instance = new();

    // Wider than any CRD: a path has at most 1,024 characters, a match 16 headers and 16 query parameters.
    private const int LengthBits = 32;
    private const int CountBits = 14;

    /// <summary>All criteria but the last in one number, the first in its highest bits: a sort compares little else.</summary>
    public static ulong Of(RouteCandidate candidate)
    {
        var key = candidate.Match is null ? 1UL : 0;
        key = (key << 2) | (3 - (uint)candidate.PathRank);
        key = (key << LengthBits) | Descending(candidate.PathLength, LengthBits);
        key = (key << 1) | (candidate.Match?.Method is null ? 1UL : 0);
        key = (key << CountBits) | Descending(candidate.HeaderCount, CountBits);
        return (key << CountBits) | Descending(candidate.QueryParamCount, CountBits);
    }

    public int Compare(RouteCandidate? x, RouteCandidate? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = x.Precedence.CompareTo(y.Precedence);
        return order != 0 ? order : x.Order.CompareTo(y.Order);
    }

    private static ulong Descending(int value, int bits)
    {
        var most = (1UL << bits) - 1;
        return most - Math.Min((ulong)value, most);
    }
}
