using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Conditions;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// One place of a match in the evaluation order of a target: a match may be there once for each of its guards.
/// <paramref name="AsksEnvoy"/>: whether Envoy took this route is asked first, since others of the target are not known.
/// </summary>
internal sealed record OperationEntry(RouteCandidate Candidate, IReadOnlyList<CelExpression> Terms, Guard Guard, bool AsksEnvoy)
{
    /// <summary>All terms ANDed.</summary>
    public CelExpression Condition => CelExpression.AllOf((AsksEnvoy, Guard.Terms.Count) switch
    {
        (false, 0) => Terms,
        (false, _) => [.. Terms, .. Guard.Terms],
        (true, _) => [EnvoyTerms.EqualTo(EnvoyTerms.RouteName, Candidate.RouteName), .. Terms, .. Guard.Terms],
    });
}
