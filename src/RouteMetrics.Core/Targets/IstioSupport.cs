using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>What Istio converts; anything else in a rule drops all rules of its route (gateway/conversion.go convertHTTPRoute, convertGRPCRoute).</summary>
internal static class IstioSupport
{
    private static readonly HashSet<string> Filters = new(StringComparer.Ordinal)
    {
        "RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "RequestMirror", "URLRewrite", "CORS",
    };

    private static readonly HashSet<string> GrpcFilters = new(StringComparer.Ordinal)
    {
        "RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror",
    };

    private static readonly HashSet<string> BackendFilters =
        new(StringComparer.Ordinal) { "RequestHeaderModifier", "ResponseHeaderModifier" };

    /// <summary>Whether Istio programs the route; what it does not know are findings.</summary>
    public static bool Programs(HttpRoute route, FindingList findings)
    {
        var programs = true;
        for (var index = 0; index < route.Rules.Count; index++)
        {
            var rule = route.Rules[index];
            for (var match = 0; match < rule.Matches.Count; match++)
            {
                // Nearly every match passes here, so that nothing is made for it.
                if (!IsKnown(rule.Matches[match]))
                {
                    programs &= Report(UnknownTypesOf(rule.Matches[match], route.Key.Kind, $"matches[{match}]"), index, route, findings);
                }
            }

            if (rule.FilterTypes.Count + rule.BackendFilterTypes.Count > 0)
            {
                programs &= Report(UnsupportedFiltersOf(rule, route.Key.Kind), index, route, findings);
            }
        }

        return programs;
    }

    private static bool Report(IEnumerable<(string Field, string Value)> unsupported, int rule, HttpRoute route, FindingList findings)
    {
        var none = true;
        foreach (var (field, value) in unsupported)
        {
            none = false;
            findings.Add(
                FindingCode.RMW011, route.Key, $"spec.rules[{rule}].{field}", value,
                $"is not known to Istio, which drops all rules of this {route.Key.KindName} for it",
                $"check the spelling, or move the rule to {(route.Key.Kind == RouteKind.Grpc ? "a GRPCRoute" : "an HTTPRoute")} of its own");
        }

        return none;
    }

    private static bool IsKnown(HttpRouteMatch match)
    {
        var known = match.Path is not PathMatch.Unknown;
        for (var i = 0; i < match.Headers.Count; i++)
        {
            known &= match.Headers[i].Value is not ValueMatch.Unknown;
        }

        for (var i = 0; i < match.QueryParams.Count; i++)
        {
            known &= match.QueryParams[i].Value is not ValueMatch.Unknown;
        }

        return known;
    }

    private static IEnumerable<(string Field, string Value)> UnknownTypesOf(HttpRouteMatch match, RouteKind kind, string at)
    {
        if (match.Path is PathMatch.Unknown path)
        {
            yield return ($"{at}.{(kind == RouteKind.Grpc ? "method" : "path")}.type", path.Type);
        }

        for (var i = 0; i < match.Headers.Count; i++)
        {
            if (match.Headers[i].Value is ValueMatch.Unknown header)
            {
                yield return ($"{at}.headers[{i}].type", header.Type);
            }
        }

        for (var i = 0; i < match.QueryParams.Count; i++)
        {
            if (match.QueryParams[i].Value is ValueMatch.Unknown param)
            {
                yield return ($"{at}.queryParams[{i}].type", param.Type);
            }
        }
    }

    private static IEnumerable<(string Field, string Value)> UnsupportedFiltersOf(HttpRouteRule rule, RouteKind kind) => rule.FilterTypes
        .Select(static (type, index) => (Field: $"filters[{index}].type", Value: type))
        .Where(filter => !(kind == RouteKind.Grpc ? GrpcFilters : Filters).Contains(filter.Value))
        .Concat(rule.BackendFilterTypes
            .Where(static type => !BackendFilters.Contains(type))
            .Select(static type => (Field: "backendRefs[].filters[].type", Value: type)));
}
