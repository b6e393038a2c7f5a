using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Routes;

namespace RouteMetrics.Core.Policies;

/// <summary>RMW006: a match for every request gives the name <c>* /*</c>, which says nothing.</summary>
internal static class CatchAllRule
{
    public static void Check(HttpRoute route, FindingList findings)
    {
        for (var rule = 0; rule < route.Rules.Count; rule++)
        {
            var matches = route.Rules[rule].Matches;
            var match = matches.Count == 0 ? 0 : IndexOf(matches);
            if (match >= 0 && route.Rules[rule].Name is null)
            {
                findings.Add(
                    FindingCode.RMW006,
                    route.Key,
                    matches.Count == 0 ? $"spec.rules[{rule}].matches" : $"spec.rules[{rule}].matches[{match}]",
                    null,
                    "matches every request, so its operation name says nothing; match what matters before it, or name it by rules[].name");
            }
        }
    }

    private static int IndexOf(IReadOnlyList<HttpRouteMatch> matches)
    {
        for (var i = 0; i < matches.Count; i++)
        {
            if (matches[i] is { Method: null, Path: PathMatch.Prefix("/"), Headers.Count: 0, QueryParams.Count: 0 })
            {
                return i;
            }
        }

        return -1;
    }
}
