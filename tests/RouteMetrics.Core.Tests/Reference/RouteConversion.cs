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

    /// <summary>The match of a GRPCRoute as one of a VirtualService (conversion.go, createGRPCURIMatch); any other as it is.</summary>
    public static HttpRouteMatch Converted(HttpRouteMatch match) => match.Path is not PathMatch.GrpcMethod(var service, var method, var isExpression)
        ? match
        : match with
        {
            Path = (service, method) switch
            {
                (null, null) => new NoPath(),
                ({ } of, null) => isExpression ? new PathMatch.RegularExpression("/" + of + "/.+") : new ServicePrefix("/" + of + "/"),
                (null, { } only) => new PathMatch.RegularExpression("/[^/]+/" + only),
                ({ } of, { } both) => isExpression ? new PathMatch.RegularExpression("/" + of + "/" + both) : new PathMatch.Exact("/" + of + "/" + both),
            },
        };

    private static bool IsKnown(HttpRouteMatch match) =>
        match.Path is not PathMatch.Unknown
        && !match.Headers.Any(header => header.Value is ValueMatch.Unknown)
        && !match.QueryParams.Any(param => param.Value is ValueMatch.Unknown);
}

/// <summary>A VirtualService match without a URI: every path.</summary>
internal sealed record NoPath() : PathMatch("");

/// <summary>A URI prefix that Istio sorts with the slash at its end, which it takes away for Envoy (route.go, TranslateRouteMatch).</summary>
internal sealed record ServicePrefix(string Value) : PathMatch(Value);
