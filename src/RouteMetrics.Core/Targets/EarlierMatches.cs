using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// The matches that a list of routes has tried already, and which of them takes every request that a later one takes.
/// <para>
/// One match is enough to look for: where no single earlier match is wider, a request exists that the later one is the first to take,
/// whatever the earlier ones are together. A request may have any method, header, parameter, value and path, of which matches name finitely
/// many. So take a request of the later match that has only what it asks for, a value that nobody names where it asks for presence, a
/// method that nobody names where it asks for none, and a path segment that nobody names below its prefix. An earlier match that takes this
/// request asks for nothing that the later one does not ask for, and its path holds the whole path of the later one: it is wider by itself.
/// (Ports are finitely many, so there a union counts; see <see cref="ListedMatches"/>.) Expressions are no such terms: of them only the
/// same text, presence, <c>.*</c> and how the paths of one all begin are known, and nothing is said otherwise.
/// </para>
/// </summary>
internal sealed class EarlierMatches
{
    // The CRD takes no longer path. Bounds the prefixes of one path that are looked up.
    private const int LongestPrefix = 1024;

    private readonly Dictionary<PathRegion, EarlierMatchesOfPath> byPath = [];
    private readonly HashSet<int> prefixLengths = [];
    private int shortestPrefix = int.MaxValue;

    /// <summary>An earlier match that takes every request that this one takes; null if there is none, or none is known.</summary>
    public RouteCandidate? Hiding(RouteCandidate candidate)
    {
        var region = candidate.Region;
        return At(region, candidate) ?? AbovePath(region, candidate) ?? At(new(PathRegionKind.Everything, ""), candidate);
    }

    public void Add(RouteCandidate candidate)
    {
        var region = candidate.Region;
        if (byPath.TryGetValue(region, out var matches))
        {
            matches.Add(candidate);
            return;
        }

        byPath[region] = new(candidate);
        if (region.Kind == PathRegionKind.Prefix && region.Text.Length <= LongestPrefix)
        {
            prefixLengths.Add(region.Text.Length);
            shortestPrefix = Math.Min(shortestPrefix, region.Text.Length);
        }
    }

    // In Istio's order no longer prefix comes later, so this ends at once; only unsorted lists in a row have more to try.
    private RouteCandidate? AbovePath(PathRegion region, RouteCandidate candidate)
    {
        if (region.Kind == PathRegionKind.Exact
            && prefixLengths.Contains(region.Text.Length)
            && At(new(PathRegionKind.Prefix, region.Text), candidate) is { } same)
        {
            return same;
        }

        if (region.Kind == PathRegionKind.Expression)
        {
            return prefixLengths.Count > 0 && region.Start is { } start ? AboveExpression(start, candidate) : null;
        }

        if (region.Kind is not (PathRegionKind.Exact or PathRegionKind.Prefix) || shortestPrefix >= region.Text.Length)
        {
            return null;
        }

        for (var slash = region.Text.LastIndexOf('/');
             slash > 0 && slash >= shortestPrefix;
             slash = region.Text.LastIndexOf('/', slash - 1))
        {
            if (prefixLengths.Contains(slash) && At(new(PathRegionKind.Prefix, region.Text[..slash]), candidate) is { } above)
            {
                return above;
            }
        }

        return region.Text.StartsWith('/') ? At(new(PathRegionKind.Prefix, "/"), candidate) : null;
    }

    // Below a prefix are only those all of whose paths are: what an expression leaves open is not decided.
    private RouteCandidate? AboveExpression(Re2Start start, RouteCandidate candidate)
    {
        var text = start.Text;
        for (var slash = text.LastIndexOf('/'); slash > 0; slash = text.LastIndexOf('/', slash - 1))
        {
            if (slash <= start.Shortest
                && prefixLengths.Contains(slash)
                && At(new(PathRegionKind.Prefix, text[..slash]), candidate) is { } above)
            {
                return above;
            }
        }

        return text.StartsWith('/') ? At(new(PathRegionKind.Prefix, "/"), candidate) : null;
    }

    private RouteCandidate? At(PathRegion region, RouteCandidate candidate) =>
        byPath.GetValueOrDefault(region)?.AskingNoMoreThan(candidate);
}
