using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Conditions;

/// <summary>
/// Terms while they are made, the cheapest and most selective first; there is none where a match is only judged.
/// <paramref name="IsExact"/>: costly terms are wanted, too.
/// </summary>
internal sealed record TermList(bool IsExact)
{
    public List<CelExpression> Terms { get; } = new(4);

    public void Add(CelExpression term) => Terms.Add(term);
}
