using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conditions;

/// <summary>From a match to its terms.</summary>
internal static class MatchCondition
{
    /// <summary>The terms; null when no request can satisfy the match, or an expression is invalid, which are findings.</summary>
    public static MatchTerms? TermsOf(RouteCandidate candidate, Findings.FindingList findings)
    {
        var terms = new MatchTerms();
        if (candidate.Match is not { } match)
        {
            terms.Add(PathCondition.EveryPath);
            return terms;
        }

        var site = new MatchSite(candidate, findings);
        if (match.Method is { } method)
        {
            terms.Add(EnvoyTerms.EqualTo(EnvoyTerms.Method, method));
        }

        // All three are tried, so that every fault is found.
        var possible = PathCondition.TryAdd(match.Path, terms, site)
            & HeaderCondition.TryAdd(match.Headers, terms, site)
            & QueryParamCondition.TryAdd(match.QueryParams, terms, site);
        return possible ? terms : null;
    }
}
