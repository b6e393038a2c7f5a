using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Routes;

namespace RouteMetrics.Core.Synthesis;

/// <summary>
/// What Istio converts. A rule with anything else drops all rules of its route (istio gateway/conversion.go convertHTTPRoute, route_collections.go).
/// </summary>
internal static class IstioSupport
{
    private static readonly HashSet<string> Filters = new(StringComparer.Ordinal)
    {
        "RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "RequestMirror", "URLRewrite", "CORS",
    };

    private static readonly HashSet<string> BackendFilters = new(StringComparer.Ordinal) { "RequestHeaderModifier", "ResponseHeaderModifier" };

    /// <summary>Whether Istio programs the route; what it does not know are findings.</summary>
    public static bool Programs(HttpRoute route, FindingList findings)
    {
        var programs = true;
        for (var index = 0; index < route.Rules.Count; index++)
        {
            foreach (var (field, value) in UnsupportedIn(route.Rules[index]))
            {
                programs = false;
                findings.Add(FindingCode.RMW011, route.Key, $"spec.rules[{index}].{field}", value, "is not supported by Istio, which drops all rules of this HTTPRoute for it; move the rule to an HTTPRoute of its own");
            }
        }

        return programs;
    }

    private static IEnumerable<(string Field, string Value)> UnsupportedIn(HttpRouteRule rule)
    {
        for (var match = 0; match < rule.Matches.Count; match++)
        {
            foreach (var (field, value) in UnsupportedIn(rule.Matches[match]))
            {
                yield return ($"matches[{match}].{field}", value);
            }
        }

        for (var filter = 0; filter < rule.FilterTypes.Count; filter++)
        {
            if (!Filters.Contains(rule.FilterTypes[filter]))
            {
                yield return ($"filters[{filter}].type", rule.FilterTypes[filter]);
            }
        }

        foreach (var filter in rule.BackendFilterTypes.Where(static filter => !BackendFilters.Contains(filter)))
        {
            yield return ("backendRefs[].filters[].type", filter);
        }
    }

    private static IEnumerable<(string Field, string Value)> UnsupportedIn(HttpRouteMatch match)
    {
        if (match.Path is PathMatch.Unknown path)
        {
            yield return ("path.type", path.Type);
        }

        for (var i = 0; i < match.Headers.Count; i++)
        {
            if (match.Headers[i].Value is ValueMatch.Unknown header)
            {
                yield return ($"headers[{i}].type", header.Type);
            }
        }

        for (var i = 0; i < match.QueryParams.Count; i++)
        {
            if (match.QueryParams[i].Value is ValueMatch.Unknown param)
            {
                yield return ($"queryParams[{i}].type", param.Type);
            }
        }
    }
}
