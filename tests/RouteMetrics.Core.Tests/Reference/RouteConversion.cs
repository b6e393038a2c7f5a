using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// Whether Istio can convert an HTTPRoute. A hard error in one rule drops the whole route, as if it were not there: no VirtualService, hence no virtual
/// host (route_collections.go, computeRoute; conversion.go, convertHTTPRoute and buildHTTPDestination).
/// </summary>
internal static class RouteConversion
{
    private static readonly HashSet<string> RuleFilters = new(StringComparer.Ordinal)
    {
        "RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "RequestMirror", "URLRewrite", "CORS",
    };

    private static readonly HashSet<string> BackendFilters = new(StringComparer.Ordinal) { "RequestHeaderModifier", "ResponseHeaderModifier" };

    public static bool Succeeds(HttpRoute route, Slip slip) => route.Rules.All(rule =>
        (slip == Slip.FiltersIgnored || rule.FilterTypes.All(RuleFilters.Contains))
        && (slip == Slip.BackendFiltersIgnored || rule.BackendFilterTypes.All(BackendFilters.Contains))
        && (slip == Slip.UnknownTypeDropsMatchOnly || rule.Matches.All(IsKnown)));

    private static bool IsKnown(HttpRouteMatch match) =>
        match.Path is not PathMatch.Unknown
        && !match.Headers.Any(header => header.Value is ValueMatch.Unknown)
        && !match.QueryParams.Any(param => param.Value is ValueMatch.Unknown);
}
