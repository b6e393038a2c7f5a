using RouteMetrics.Core.Model;
using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Targets;

internal enum PathRegionKind
{
    /// <summary>The path <see cref="PathRegion.Text"/>.</summary>
    Exact,

    /// <summary>That path and all below it; every path that begins with a slash for <c>/</c>.</summary>
    Prefix,

    /// <summary>What an expression takes, which is known to be the same for the same text only.</summary>
    Expression,

    /// <summary>Every path.</summary>
    Everything,
}

/// <summary>The paths that a match takes, in one form for all spellings that mean the same.</summary>
internal readonly record struct PathRegion(PathRegionKind Kind, string Text)
{
    private const string Root = "/";

    /// <summary>How all paths of an expression begin; null of anything else.</summary>
    public Re2Start? Start => Kind == PathRegionKind.Expression ? Re2Cache.Find(Text)?.Start : null;

    /// <summary>No request has such a path: each begins with a slash, but the <c>*</c> of OPTIONS, and Envoy tries no other.</summary>
    public bool IsUnreachable => Start is { First: { } first, Shortest: > 0 } && !first.Contains((byte)'/') && !first.Contains((byte)'*')
        || (Kind == PathRegionKind.Exact && Text.Length > 0 && Text[0] is not ('/' or '*'));

    /// <summary>Of a path as Istio programs it, whose expression is valid; null is a rule without matches.</summary>
    public static PathRegion Of(PathMatch? path) => path switch
    {
        null or PathMatch.Prefix("") => new(PathRegionKind.Prefix, Root),
        PathMatch.Exact(var value) => new(PathRegionKind.Exact, value),
        PathMatch.Prefix prefix => new(PathRegionKind.Prefix, prefix.Trimmed()),
        PathMatch.RegularExpression(".*") => new(PathRegionKind.Everything, ""),
        PathMatch.RegularExpression("/.*") => new(PathRegionKind.Prefix, Root),
        PathMatch.RegularExpression(var value) when Re2Cache.Find(value)?.Literal is { Length: > 0 } literal =>
            new(PathRegionKind.Exact, literal),
        _ => new(PathRegionKind.Expression, path.Value),
    };
}
