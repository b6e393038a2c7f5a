using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Conditions;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>One place of a match in the evaluation order of a target: a match may be there once for each of its guards.</summary>
internal sealed record OperationEntry(RouteCandidate Candidate, IReadOnlyList<CelExpression> Terms, Guard Guard)
{
    /// <summary>All terms ANDed.</summary>
    public CelExpression Condition => CelExpression.AllOf(Guard.Terms.Count == 0 ? Terms : [.. Terms, .. Guard.Terms]);
}
