namespace RouteMetrics.Core.Targets;

/// <summary>
/// Istio's order within a VirtualService: rules without matches last; Exact, Prefix, RegularExpression, no path; longer path; method; more
/// headers; more query parameters; age, namespace, name, rule, match (gateway/conversion.go sortHTTPRoutes, a stable sort).
/// </summary>
internal sealed class RoutePrecedence : IComparer<RouteCandidate>
{
    public static readonly RoutePrecedence Instance = new(ulong.MaxValue);

    /// <summary>For routes with a parentRef port, which Istio makes a match of where there is none (augmentPortMatch).</summary>
    public static readonly RoutePrecedence AtPort = new(ulong.MaxValue >> (64 - MatchBits));

    // Wider than any CRD: a path has at most 1,024 characters, a match 16 headers and 16 query parameters.
    private const int LengthBits = 32;
    private const int CountBits = 14;

    // All but the bit of a rule without matches, which is the highest.
    private const int MatchBits = 2 + LengthBits + 1 + CountBits + CountBits;

    private readonly ulong mask;

    private RoutePrecedence(ulong mask) => this.mask = mask;

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
        var order = (x.Precedence & mask).CompareTo(y.Precedence & mask);
        return order != 0 ? order : x.Order.CompareTo(y.Order);
    }

    private static ulong Descending(int value, int bits)
    {
        var most = (1UL << bits) - 1;
        return most - Math.Min((ulong)value, most);
    }
}
