using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Conditions;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>One place of a match in the evaluation order of a target: a match may be there once for each of its guards.</summary>
internal sealed record OperationEntry(RouteCandidate Candidate, MatchTerms Terms, Guard Guard, string Name)
{
    public string RouteName => Candidate.RouteName;

    /// <summary>All that the request has to be, in terms of the request alone; null if that has no form in CEL.</summary>
    public CelExpression? OfRequest => Terms.Exact is { } exact ? CelExpression.AllOf([.. exact, .. Guard.Terms]) : null;

    /// <summary>The rule: an Envoy route for each of its matches, with one name.</summary>
    public MatchKey Rule => Candidate.Source with { Match = 0 };

    /// <summary>Whether Envoy took the route, and these terms.</summary>
    public CelExpression AtRoute(params IEnumerable<CelExpression> terms) =>
        CelExpression.AllOf([EnvoyTerms.EqualTo(EnvoyTerms.RouteName, RouteName), .. terms]);

    /// <summary>An operation of this name.</summary>
    public Operation With(Func<CelExpression>? condition) => new(Candidate.Source, Name, condition)
    {
        RouteName = RouteName,
        Guard = Guard,
    };
}
