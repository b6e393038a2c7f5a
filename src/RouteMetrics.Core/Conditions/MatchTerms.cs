using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Conditions;

/// <summary>The terms of one match, all ANDed, in two strengths; the cheapest and most selective come first.</summary>
internal sealed class MatchTerms
{
    private readonly List<CelExpression> cheap = new(4);

    // Few conditions have them, so they are made last: what they replace in the list, or come before.
    private List<(int At, bool IsInstead, Func<CelExpression> Make)>? costly;
    private List<CelExpression>? exact;

    /// <summary>What the match asks, to the letter; null if a part of it has no CEL form.</summary>
    public IReadOnlyList<CelExpression>? Exact => NoForm is not null ? null : costly is null ? cheap : exact ??= WithCostly(costly);

    /// <summary>
    /// What is cheap of it: each request of the match meets it. No regex, of which the proxy compiles one for some 9 µs at each evaluation.
    /// </summary>
    public IReadOnlyList<CelExpression> Safeguard => cheap;

    /// <summary>The first part without a CEL form, for a finding.</summary>
    public (string Field, string Value, string Reason)? NoForm { get; private set; }

    /// <summary>Adds a term that is cheap.</summary>
    public void Add(CelExpression term) => cheap.Add(term);

    /// <summary>Adds a costly term, and what cheaply holds where it does; null for nothing.</summary>
    public void Add(Func<CelExpression> term, CelExpression? instead)
    {
        (costly ??= []).Add((cheap.Count, instead is not null, term));
        if (instead is not null)
        {
            cheap.Add(instead);
        }
    }

    /// <summary>Adds a part that cannot be said in CEL, and what cheaply holds where it does.</summary>
    public void AddWithoutForm(string field, string value, string reason, CelExpression instead)
    {
        cheap.Add(instead);
        NoForm ??= (field, value, reason);
    }

    private List<CelExpression> WithCostly(List<(int At, bool IsInstead, Func<CelExpression> Make)> terms)
    {
        List<CelExpression> all = [.. cheap];
        for (var i = terms.Count - 1; i >= 0; i--)
        {
            var (at, isInstead, make) = terms[i];
            if (isInstead)
            {
                all[at] = make();
            }
            else
            {
                all.Insert(at, make());
            }
        }

        return all;
    }
}
