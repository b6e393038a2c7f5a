namespace RouteMetrics.Core.Targets;

/// <summary>The earlier matches of one path. Nearly every path has one to four (by method), which are compared one by one.</summary>
internal sealed class EarlierMatchesOfPath(RouteCandidate first)
{
    private const int Few = 8;

    private List<RouteCandidate>? others;
    private RequirementIndex? index;

    /// <summary>One that asks for nothing that <paramref name="candidate"/> does not ask for.</summary>
    public RouteCandidate? AskingNoMoreThan(RouteCandidate candidate)
    {
        if (index is not null)
        {
            return index.AskingNoMoreThan(candidate.Requirements);
        }

        return AsksNoMore(first, candidate) ? first : others?.Find(other => AsksNoMore(other, candidate));
    }

    public void Add(RouteCandidate candidate)
    {
        if (index is not null)
        {
            index.Add(candidate);
            return;
        }

        others ??= [];
        others.Add(candidate);
        if (others.Count == Few)
        {
            index = new();
            index.Add(first);
            others.ForEach(index.Add);
        }
    }

    // The method settles most comparisons, without a look at the rest.
    private static bool AsksNoMore(RouteCandidate wider, RouteCandidate candidate) =>
        (wider.Match?.Method is not { } method || method == candidate.Match?.Method)
        && Requirement.Imply(candidate.Requirements, wider.Requirements);
}
