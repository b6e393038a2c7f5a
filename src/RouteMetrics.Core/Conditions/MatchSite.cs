using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conditions;

/// <summary>The match a condition is made from, and where findings about it go.</summary>
internal readonly record struct MatchSite(RouteCandidate Candidate, FindingList Findings)
{
    /// <summary>A finding at a field of the match, such as <c>path.value</c>.</summary>
    public void Add(FindingCode code, string field, string? value, string reason, string fix) =>
        Findings.Add(code, Candidate.Route.Key, $"{Candidate.FieldPath}.{field}", value, reason, fix);
}
