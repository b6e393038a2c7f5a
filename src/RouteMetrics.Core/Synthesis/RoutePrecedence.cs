namespace RouteMetrics.Core.Synthesis;

/// <summary>
/// Istio's order of the routes of one VirtualService: explicit <c>matches: []</c> last; Exact, Prefix, RegularExpression; longer path; method; more
/// headers; more query parameters; then age, namespace, name, rule, match (istio gateway/conversion.go sortHTTPRoutes, a stable sort).
/// </summary>
internal sealed class RoutePrecedence : IComparer<RouteCandidate>
{
    public static readonly RoutePrecedence Instance = new();

    public int Compare(RouteCandidate? x, RouteCandidate? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return First(
            (x.Match is null).CompareTo(y.Match is null),
            y.PathRank.CompareTo(x.PathRank),
            y.PathLength.CompareTo(x.PathLength),
            (x.Match?.Method is null).CompareTo(y.Match?.Method is null),
            y.HeaderCount.CompareTo(x.HeaderCount),
            y.QueryParamCount.CompareTo(x.QueryParamCount),
            x.Order.CompareTo(y.Order));
    }

    private static int First(params ReadOnlySpan<int> orders)
    {
        foreach (var order in orders)
        {
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
