using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Synthesis;

/// <summary>
/// One place of a match in the evaluation order of a target: under which guards, and what tells it from the same match elsewhere in the target
/// (<paramref name="Scope"/>, such as <c>host=a.example.com</c>; empty for none).
/// </summary>
internal sealed record OperationEntry(RouteCandidate Candidate, IReadOnlyList<CelExpression> Guards, string Scope)
{
    /// <summary>All terms ANDed.</summary>
    public CelExpression Condition => Guards.Count == 0 ? CelExpression.AllOf(Candidate.Terms!) : CelExpression.AllOf([.. Candidate.Terms!, .. Guards]);
}
