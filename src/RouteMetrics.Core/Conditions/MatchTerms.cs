using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conditions;

/// <summary>
/// A match and its terms, all ANDed, in two strengths. They are made whenever somebody asks: a review judges every match and writes few
/// conditions.
/// </summary>
internal sealed class MatchTerms
{
    private readonly RouteCandidate candidate;
    private readonly FindingList findings;

    private MatchTerms(RouteCandidate candidate, FindingList findings) => (this.candidate, this.findings) = (candidate, findings);

    /// <summary>The first part without a CEL form, for a finding.</summary>
    public (string Field, string Value, string Reason)? NoForm { get; private set; }

    /// <summary>What the match asks, to the letter; null if a part of it has no CEL form.</summary>
    public IReadOnlyList<CelExpression>? Exact => NoForm is null ? Made(new(IsExact: true)) : null;

    /// <summary>
    /// What is cheap of it: each request of the match meets it. No regex, of which the proxy compiles one for some 9 µs at each evaluation.
    /// </summary>
    public IReadOnlyList<CelExpression> Safeguard => Made(new(IsExact: false));

    /// <summary>The field of the match that says the path.</summary>
    public string PathField => candidate.PathField;

    /// <summary>Null when no request can satisfy the match, or an expression is invalid, which are findings.</summary>
    public static MatchTerms? Of(RouteCandidate candidate, FindingList findings)
    {
        var match = new MatchTerms(candidate, findings);
        return match.TryAddTo(null) ? match : null;
    }

    /// <summary>A finding at a field of the match, such as <c>path.value</c>.</summary>
    public void Report(FindingCode code, string field, string? value, string reason, string fix) =>
        findings.Add(code, candidate.Route.Key, $"{candidate.FieldPath}.{field}", value, reason, fix);

    /// <summary>A part of the match cannot be said in CEL.</summary>
    public void HasNoForm(string field, string value, string reason) => NoForm ??= (field, value, reason);

    private List<CelExpression> Made(TermList terms)
    {
        TryAddTo(terms);
        return terms.Terms;
    }

    private bool TryAddTo(TermList? terms)
    {
        if (candidate.Match is not { } match)
        {
            terms?.Add(PathCondition.EveryPath);
            return true;
        }

        if (match.Method is { } method)
        {
            terms?.Add(EnvoyTerms.EqualTo(EnvoyTerms.Method, method));
        }

        // All three are tried, so that every fault is found.
        return PathCondition.TryAdd(match.Path, terms, this)
            & HeaderCondition.TryAdd(match.Headers, terms, this)
            & QueryParamCondition.TryAdd(match.QueryParams, terms, this);
    }
}
