using System.Text;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// One match as Istio programs it: an Envoy route of its own, with what its place in the order depends on (istio gateway/conversion.go
/// sortHTTPRoutes). <see cref="Match"/> is null for a rule without matches.
/// </summary>
internal sealed class RouteCandidate
{
    private Requirement[]? requirements;
    private string? routeName;

    private RouteCandidate(HttpRoute route, int rule, int match, HttpRouteMatch? content)
    {
        Route = route;
        Source = new(route.Key, rule, match);
        Match = content;
        Path = content?.Path.Programmed();
        Region = PathRegion.Of(Path);
        (PathRank, PathLength) = RankOf(content?.Path, Path);
        HeaderCount = CountOf(content?.Headers, static header => header.Name);
        QueryParamCount = CountOf(content?.QueryParams, static param => param.Name);
        Precedence = RoutePrecedence.Of(this);
    }

    public HttpRoute Route { get; }

    public MatchKey Source { get; }

    public HttpRouteMatch? Match { get; }

    /// <summary>What it is named after: a GRPCRoute's rule without matches asks for any method.</summary>
    public HttpRouteMatch? Named => Match ?? (Source.Route.Kind == RouteKind.Grpc ? HttpRouteMatch.AnyGrpc : null);

    /// <summary>The path as Istio programs it.</summary>
    public PathMatch? Path { get; }

    public HttpRouteRule Rule => Route.Rules[Source.Rule];

    /// <summary>
    /// Exact 3, Prefix 2, RegularExpression 1, none 0: any prefix, even "/", goes before any regex. Only GRPCRoutes have matches on no path.
    /// </summary>
    public int PathRank { get; }

    /// <summary>In bytes, a prefix without its trailing slash, which a gRPC service keeps.</summary>
    public int PathLength { get; }

    public int HeaderCount { get; }

    public int QueryParamCount { get; }

    /// <summary>Istio's order without its last tie-break: smaller goes first.</summary>
    public ulong Precedence { get; }

    /// <summary>Place by age, namespace, name, rule and match, counted from 0 in all routes of the plan: the last tie-break.</summary>
    public int Order { get; set; }

    /// <summary>Istio programs nothing after a route for every request: prefix "/" or regex ".*" alone (IsCatchAllRoute).</summary>
    public bool IsCatchAll => Match is null || (HeaderCount == 0 && QueryParamCount == 0 && Match.Method is null && Path switch
    {
        PathMatch.Prefix(var value) => value is "/" or "",
        PathMatch.RegularExpression(var value) => value == ".*",
        _ => false,
    });

    /// <summary>Istio's name of the Envoy route (gateway/conversion.go): matches of a rule and rules of one name share it.</summary>
    public string RouteName => routeName ??= Rule.Name ?? $"{Source.Route.Namespace}.{Source.Route.Name}.{Source.Rule}";

    /// <summary>The paths that it takes.</summary>
    public PathRegion Region { get; }

    /// <summary>What it requires besides the path.</summary>
    public Requirement[] Requirements => requirements ??= Requirement.AllOf(Match);

    /// <summary>True if a request can reach it in any list of routes.</summary>
    public bool IsReached { get; set; }

    /// <summary>The match behind which it was lost in a list of routes, the first such; in other lists it may be reached.</summary>
    public RouteCandidate? HiddenBy { get; set; }

    /// <summary>True if Istio does not even program it: <see cref="HiddenBy"/> is the catch-all of its VirtualService.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>The field of the match that says the path.</summary>
    public string PathField => Match?.Path is PathMatch.GrpcMethod ? "method" : "path.value";

    public string FieldPath => Match is null ? $"spec.rules[{Source.Rule}]" : $"spec.rules[{Source.Rule}].matches[{Source.Match}]";

    /// <summary>True if a request can reach it, next in this list; it then counts among the earlier matches.</summary>
    public bool IsFirstIn(RouteList list)
    {
        if (Path is PathMatch.RegularExpression && Region.IsUnreachable)
        {
            return false;
        }

        if (list.Earlier.Hiding(this, list.PortOf(this)) is { } hiding)
        {
            // Two listeners may bring one match twice to a virtual host.
            HiddenBy ??= hiding == this ? null : hiding;
            return false;
        }

        list.Earlier.Add(this, list.PortOf(this));
        return IsReached = true;
    }

    public static List<RouteCandidate> Of(HttpRoute route)
    {
        var candidates = new List<RouteCandidate>();
        for (var rule = 0; rule < route.Rules.Count; rule++)
        {
            var matches = route.Rules[rule].Matches;
            if (matches.Count == 0)
            {
                candidates.Add(new(route, rule, 0, null));
            }

            for (var match = 0; match < matches.Count; match++)
            {
                candidates.Add(new(route, rule, match, matches[match]));
            }
        }

        return candidates;
    }

    private static (int Rank, int Length) RankOf(PathMatch? written, PathMatch? path) => (written, path) switch
    {
        (PathMatch.GrpcMethod { Service: null, Method: null }, _) => (0, 0),
        (PathMatch.GrpcMethod, PathMatch.Prefix(var value)) => (2, Encoding.UTF8.GetByteCount(value)),
        _ => RankOf(path),
    };

    private static (int Rank, int Length) RankOf(PathMatch? path) => path switch
    {
        PathMatch.Exact(var value) => (3, Encoding.UTF8.GetByteCount(value)),
        PathMatch.Prefix prefix => (2, Encoding.UTF8.GetByteCount(prefix.Trimmed())),
        PathMatch.RegularExpression(var value) => (1, Encoding.UTF8.GetByteCount(value)),
        _ => (0, 0),
    };

    // Istio keeps matchers in a map by the name as spelled.
    private static int CountOf<T>(IReadOnlyList<T>? items, Func<T, string> name)
    {
        var count = 0;
        for (var i = 0; i < items?.Count; i++)
        {
            count += Repetition.IsRepeated(items, i, name) ? 0 : 1;
        }

        return count;
    }
}
