using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Conditions;

/// <summary>The terms of one match, all ANDed, in two strengths; the cheapest and most selective come first.</summary>
internal sealed class MatchTerms
{
    private readonly List<CelExpression> exact = new(4);

    // Null as long as both are the same.
    private List<CelExpression>? safeguard;

    /// <summary>What the match asks, to the letter; null if a part of it has no CEL form.</summary>
    public IReadOnlyList<CelExpression>? Exact => NoForm is null ? exact : null;

    /// <summary>
    /// What is cheap of it: each request of the match meets it. No regex, of which the proxy compiles one for some 9 µs at each evaluation.
    /// </summary>
    public IReadOnlyList<CelExpression> Safeguard => safeguard ?? exact;

    /// <summary>The first part without a CEL form, for a finding.</summary>
    public (string Field, string Value, string Reason)? NoForm { get; private set; }

    /// <summary>Adds a term that is cheap.</summary>
    public void Add(CelExpression term)
    {
        exact.Add(term);
        safeguard?.Add(term);
    }

    /// <summary>Adds a costly term, and what cheaply holds where it does; null for nothing.</summary>
    public void Add(CelExpression term, CelExpression? cheap)
    {
        safeguard ??= [.. exact];
        exact.Add(term);
        if (cheap is not null)
        {
            safeguard.Add(cheap);
        }
    }

    /// <summary>Adds a part that cannot be said in CEL, and what cheaply holds where it does.</summary>
    public void AddWithoutForm(string field, string value, string reason, CelExpression cheap)
    {
        safeguard ??= [.. exact];
        safeguard.Add(cheap);
        NoForm ??= (field, value, reason);
    }
}
