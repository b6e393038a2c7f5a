using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Synthesis;

/// <summary>One place of a match in the evaluation order of a target: a match may be there once for each of its guards.</summary>
internal sealed record OperationEntry(RouteCandidate Candidate, Guard Guard)
{
    /// <summary>All terms ANDed.</summary>
    public CelExpression Condition => Guard.Terms.Count == 0 ? CelExpression.AllOf(Candidate.Terms!) : CelExpression.AllOf([.. Candidate.Terms!, .. Guard.Terms]);
}
