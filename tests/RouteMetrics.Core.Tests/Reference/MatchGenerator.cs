using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// Matches whose values overlap or look like the syntax of something: CEL, RE2, query strings. The matches of one mesh share a few paths, so that what
/// comes after the path decides, and repeat one whole match, so that age and names do.
/// </summary>
internal sealed class MatchGenerator
{
    public static readonly IReadOnlyList<string> Methods = ["GET", "POST", "OPTIONS", "CONNECT", "HEAD"];

    public static readonly IReadOnlyList<string> Paths =
    [
        "/", "/a", "/a/", "/a/b", "/a/b/", "/ab", "/A", "/a.b", "/a+b", "/(a)", "/it's", "/a%20b", "/a%2fb", "/a/*", "/a$", "/a;v=1", "/...", "/a/b/c",
        "/a'||true||'",
    ];

    // As long as each other in characters or in bytes, but not in both: Istio's order goes by bytes.
    private static readonly IReadOnlyList<(string Pattern, IReadOnlyList<string> Samples)> Accented =
        [("/.+", ["/é"]), ("/é*", ["/é"]), (".*é", ["/é"]), ("/.é?", ["/é"]), ("/.{1}", ["/é"])];

    /// <summary>Regular expressions, each with subjects that it matches; the empty one stands for a request without a path.</summary>
    public static readonly IReadOnlyList<(string Pattern, IReadOnlyList<string> Samples)> PathPatterns =
    [
        ("/a", ["/a"]), ("/[a-z]+", ["/a", "/ab"]), ("/.*", ["/", "/a", "/a/b"]), (".*", ["/", "/x", ""]), ("/a/[^/]+", ["/a/b", "/a/é"]), ("/(?:a|b)", ["/a", "/b"]),
        ("/a|/b", ["/a", "/b"]), ("/a\\.b", ["/a.b"]), ("(/a)?", ["/a", ""]), ("/é+", ["/é", "/éé"]), ("/aa+", ["/aa"]), ("/[0-9]{1,3}/x", ["/12/x"]), ("^/a$", ["/a"]),
        ("/\"q\"", ["/\"q\""]), ("/a\\\\b", ["/a\\b"]), ("/it's", ["/it's"]), ("[^?]+b", ["/a/b"]), ("/a\\Q.b", ["/a.b"]), ("\\*", ["*"]),
        .. Accented,
    ];

    public static readonly IReadOnlyList<string> HeaderNames = ["x-a", "X-A", "X-a", "x-b", "Host", "accept-x"];

    public static readonly IReadOnlyList<string> HeaderValues =
        ["1", "2", "1,2", "2,1", "a'b", "a\\b", "\"q\"", "é", "😀", "a\nb", "\u0001", "' || true || '", "a.example.com", "*", "%31"];

    public static readonly IReadOnlyList<string> ParamNames = ["q", "q", "q", "Q", "qq", "qqq", "q.", "q'", "k|", "^", "p-1", "$"];

    public static readonly IReadOnlyList<string> ParamValues =
        ["1", "2", "11", "%31", "a=b", "a&b", "a#b", "a b", "😀", "'", "\\", "x+y", "*", "a.b", "=", "(", "\u0007"];

    /// <summary>Regular expressions over one value, each with values that it matches.</summary>
    public static readonly IReadOnlyList<(string Pattern, IReadOnlyList<string> Samples)> ValuePatterns =
    [
        ("*", ["", "1", "*"]), (".*", ["", "1", "a.b"]), ("[0-9]+", ["1", "22"]), ("1?", ["", "1"]), ("1|2", ["1", "2"]), ("(?:1,)?2", ["2", "1,2"]), ("a.b", ["a.b", "a&b"]),
        ("[^1]*", ["", "2", "x&y"]), ("x\\+y", ["x+y"]), ("^1$", ["1"]), ("[%-3]+", ["1", "%3", "&"]), ("a=b", ["a=b"]), (".+", ["1", "é"]), ("'", ["'"]), ("(1|)2?", ["", "12"]),
    ];

    private readonly Choices choices;
    private readonly IReadOnlyList<PathMatch> favourites;
    private readonly HttpRouteMatch everywhere;

    public MatchGenerator(Choices choices)
    {
        this.choices = choices;
        favourites = choices.Chance(10)
            ? [.. Accented.Select(item => new PathMatch.RegularExpression(item.Pattern))]
            : choices.List(1, 3, 60, () => AnyPath(choices));
        everywhere = Fresh();
    }

    public HttpRouteMatch Match() => choices.Chance(25) ? everywhere : Fresh();

    /// <summary>Services and methods whose paths are among those of HTTPRoutes, each with a path that it matches.</summary>
    public static readonly IReadOnlyList<(PathMatch.GrpcMethod Match, string Sample)> GrpcMethods =
    [
        (new("a", "b", IsExpression: false), "/a/b"), (new("a", null, IsExpression: false), "/a/b"), (new("a.b", null, IsExpression: false), "/a.b/Get"),
        (new(null, "b", IsExpression: false), "/a/b"), (new(null, "b.c", IsExpression: false), "/a/b.c"), (new(null, null, IsExpression: false), "/a"),
        (new("[a-z]+", "b", IsExpression: true), "/a/b"), (new("a.?", null, IsExpression: true), "/ab/c"), (new(null, "b|c", IsExpression: true), "/a/b"),
        (new("a", "b/c", IsExpression: false), "/a/b/c"),
    ];

    /// <summary>Of a GRPCRoute.</summary>
    public HttpRouteMatch GrpcMatch() => new()
    {
        Path = (choices.Chance(30) ? GrpcMethods[1] : choices.Of(GrpcMethods)).Match,
        Headers = [.. choices.List(0, 3, 35, () => new HeaderMatch(choices.Of(HeaderNames), Value(HeaderValues)))
            .DistinctBy(header => header.Name, StringComparer.Ordinal)],
    };

    private HttpRouteMatch Fresh() => new()
    {
        Path = choices.Chance(35) ? AnyPath(choices) : choices.Of(favourites),
        Method = choices.Chance(35) ? choices.Of(Methods) : null,
        Headers = [.. choices.List(0, 3, 35, () => new HeaderMatch(choices.Of(HeaderNames), Value(HeaderValues)))
            .DistinctBy(header => header.Name, StringComparer.Ordinal)],
        QueryParams = [.. choices.List(0, 3, 35, () => new QueryParamMatch(choices.Of(ParamNames), Value(ParamValues)))
            .DistinctBy(param => param.Name, StringComparer.Ordinal)],
    };

    private static PathMatch AnyPath(Choices choices) => choices.Next(20) switch
    {
        < 5 => HttpRouteMatch.DefaultPath,
        < 11 => new PathMatch.Prefix(choices.Of(Paths)),
        < 15 => new PathMatch.Exact(choices.Of(Paths)),
        < 19 => new PathMatch.RegularExpression(choices.Of(PathPatterns).Pattern),
        _ => choices.Chance(30) ? new PathMatch.Unknown("Glob", choices.Of(Paths)) : new PathMatch.Prefix(choices.Of(Paths)),
    };

    private ValueMatch Value(IReadOnlyList<string> values) => choices.Next(20) switch
    {
        < 12 => new ValueMatch.Exact(choices.Of(values)),
        < 19 => new ValueMatch.RegularExpression(choices.Of(ValuePatterns).Pattern),
        _ => choices.Chance(25) ? new ValueMatch.Unknown("Glob", choices.Of(values)) : new ValueMatch.Exact(choices.Of(values)),
    };
}
