using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conditions;

/// <summary>The terms of one match, all ANDed; the cheapest and most selective come first.</summary>
internal static class MatchCondition
{
    private static readonly CelExpression[] EveryPath = [EnvoyTerms.StartsWith(EnvoyTerms.UrlPath, "/")];

    /// <summary>The terms; null when no request can satisfy the match or a part of it has no CEL form, which are findings.</summary>
    public static IReadOnlyList<CelExpression>? TermsOf(RouteCandidate candidate, Findings.FindingList findings)
    {
        if (candidate.Match is not { } match)
        {
            return EveryPath;
        }

        var site = new MatchSite(candidate, findings);
        var terms = new List<CelExpression>(4);
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
