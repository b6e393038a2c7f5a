using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>Whether two matches can take one request, judged by method and path alone: what a cheap condition tells apart.</summary>
internal static class MatchOverlap
{
    /// <summary>False only if no request has both methods and paths.</summary>
    public static bool IsPossible(RouteCandidate one, RouteCandidate other) =>
        (one.Match?.Method is not { } method || other.Match?.Method is not { } another || method == another)
        && IsPossible(one.Region, other.Region);

    private static bool IsPossible(PathRegion one, PathRegion other) => (one.Kind, other.Kind) switch
    {
        (PathRegionKind.Exact, PathRegionKind.Exact) => one.Text == other.Text,
        (PathRegionKind.Exact, PathRegionKind.Prefix) => IsUnder(one.Text, other.Text),
        (PathRegionKind.Prefix, PathRegionKind.Exact) => IsUnder(other.Text, one.Text),
        (PathRegionKind.Prefix, PathRegionKind.Prefix) => IsUnder(one.Text, other.Text) || IsUnder(other.Text, one.Text),
        _ => true,
    };

    private static bool IsUnder(string path, string prefix) => prefix == "/"
        ? path.StartsWith('/')
        : path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/');
}
