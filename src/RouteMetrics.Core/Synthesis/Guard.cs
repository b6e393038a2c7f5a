using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Synthesis;

/// <summary>
/// What is asked beside the match itself: the Service, port or host that a list of routes is for. One object for each list. <paramref name="scope"/> tells it from
/// the same match elsewhere in the target, such as <c>host=a.example.com</c>; empty for none. <paramref name="matches"/> are those that are tried before;
/// <paramref name="port"/> is that of the Service that the list is for, null for each.
/// </summary>
internal sealed class Guard(IReadOnlyList<CelExpression> terms, string scope, ListedMatches matches, int? port = null)
{
    public IReadOnlyList<CelExpression> Terms => terms;

    public string Scope => scope;

    public ListedMatches Matches => matches;

    public int? Port => port;

    /// <summary>Of the terms as text.</summary>
    public int CodePoints { get; } = terms.Count == 0 ? 0 : CelLimits.Measure(CelExpression.AllOf(terms)).CodePoints;
}
