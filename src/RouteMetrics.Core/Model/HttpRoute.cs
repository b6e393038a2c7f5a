namespace RouteMetrics.Core.Model;

/// <summary>
/// What an HTTPRoute or a GRPCRoute says, with the defaults of the CRD filled in. HTTPRoute: no <c>rules</c> is one rule, no <c>matches</c>
/// is one match, no <c>path</c> is PathPrefix "/" (gateway-api apis/v1/httproute_types.go); an explicit <c>matches: []</c> stays empty.
/// GRPCRoute: nothing is filled in (grpcroute_types.go).
/// </summary>
public sealed record HttpRoute
{
    public required RouteKey Key { get; init; }

    /// <summary>Null for an object that was never stored: it will be the youngest.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Only those whose name starts with <c>routemetrics.io/</c>.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<ParentRef> ParentRefs { get; init; } = [];

    /// <summary>
    /// <c>spec.useDefaultGateways</c> of the experimental channel, such as <c>All</c>; null where it is absent. Istio does not read it.
    /// </summary>
    public string? UseDefaultGateways { get; init; }

    public IReadOnlyList<string> Hostnames { get; init; } = [];

    public IReadOnlyList<HttpRouteRule> Rules { get; init; } = [];

    /// <summary>Null for a whole route. Otherwise only key, age and parents are held, and there is nothing to measure.</summary>
    public LeftOutRoute? LeftOut { get; init; }

    /// <summary>What remains of a route that is left out.</summary>
    public HttpRoute Outline(LeftOutRoute leftOut) => new()
    {
        Key = Key,
        CreationTimestamp = CreationTimestamp,
        ParentRefs = ParentRefs,
        LeftOut = leftOut,
    };
}

/// <summary>
/// Why a route is left out, as a finding says it, and what tells its requests from those of others: <paramref name="RuleNames"/> are the
/// rules that Envoy does not call by the name of the route.
/// </summary>
public sealed record LeftOutRoute(string Reason, string Fix, IReadOnlyList<string> RuleNames);

/// <summary>
/// One rule. Without <see cref="Matches"/> (in an HTTPRoute only an explicit <c>matches: []</c>) it takes every request and sorts last.
/// </summary>
public sealed record HttpRouteRule
{
    /// <summary><c>rules[].name</c>; unique within a route only where the experimental CRD enforces it.</summary>
    public string? Name { get; init; }

    public IReadOnlyList<HttpRouteMatch> Matches { get; init; } = [];

    /// <summary>The <c>type</c> of each filter of the rule, as written.</summary>
    public IReadOnlyList<string> FilterTypes { get; init; } = [];

    /// <summary>The <c>type</c> of each filter of each backendRef of the rule, as written.</summary>
    public IReadOnlyList<string> BackendFilterTypes { get; init; } = [];
}

/// <summary>All parts are ANDed. <see cref="Method"/> is case-sensitive and kept as written, so new methods need no new code.</summary>
public sealed record HttpRouteMatch
{
    /// <summary>PathPrefix "/": what an absent <c>path</c> means.</summary>
    public static readonly PathMatch DefaultPath = new PathMatch.Prefix("/");

    /// <summary>What an absent list of matches means: every request.</summary>
    public static readonly HttpRouteMatch Any = new();

    /// <summary>A match of a GRPCRoute that asks for nothing.</summary>
    public static readonly HttpRouteMatch AnyGrpc = new() { Path = new PathMatch.GrpcMethod(null, null, IsExpression: false) };

    public PathMatch Path { get; init; } = DefaultPath;

    public IReadOnlyList<HeaderMatch> Headers { get; init; } = [];

    public IReadOnlyList<QueryParamMatch> QueryParams { get; init; } = [];

    public string? Method { get; init; }
}

/// <summary>How the path is compared; the value is as written in the route.</summary>
public abstract record PathMatch(string Value)
{
    /// <summary>The match on the path that Istio makes of it.</summary>
    public virtual PathMatch Programmed() => this;

    public sealed record Exact(string Value) : PathMatch(Value);

    /// <summary>Element-wise: <c>/abc</c> matches <c>/abc</c> and <c>/abc/def</c>, not <c>/abcd</c>.</summary>
    public sealed record Prefix(string Value) : PathMatch(Value)
    {
        /// <summary>The value as Istio programs it: without one trailing slash.</summary>
        public string Trimmed() => Value.Length > 1 && Value.EndsWith('/') ? Value[..^1] : Value;
    }

    /// <summary>Istio: RE2 over the whole path without the query.</summary>
    public sealed record RegularExpression(string Value) : PathMatch(Value);

    /// <summary>A type of a newer Gateway API; Istio drops all rules of a route that has one.</summary>
    public sealed record Unknown(string Type, string Value) : PathMatch(Value);

    /// <summary>
    /// The service and method of a GRPCRoute; null is any, and both null is no match on the path. <see cref="PathMatch.Value"/> is the path
    /// or RE2 expression that Istio makes of them, neither escaped nor grouped (istio gateway/conversion.go createGRPCURIMatch).
    /// </summary>
    public sealed record GrpcMethod(string? Service, string? Method, bool IsExpression) : PathMatch(PathOf(Service, Method, IsExpression))
    {
        public override PathMatch Programmed() => (Service, Method, IsExpression) switch
        {
            (null, null, _) => HttpRouteMatch.DefaultPath,
            (not null, null, false) => new Prefix(Value),
            (not null, not null, false) => new Exact(Value),
            _ => new RegularExpression(Value),
        };

        private static string PathOf(string? service, string? method, bool isExpression) => (service, method) switch
        {
            (null, null) => "/",
            (null, _) => $"/[^/]+/{method}",
            (_, null) => isExpression ? $"/{service}/.+" : $"/{service}/",
            _ => $"/{service}/{method}",
        };
    }
}

/// <summary>How a header or query parameter value is compared; the value is as written in the route.</summary>
public abstract record ValueMatch(string Value)
{
    /// <summary>The RegularExpression value that Istio takes for "is present"; it is no regular expression.</summary>
    public const string Presence = "*";

    public sealed record Exact(string Value) : ValueMatch(Value);

    /// <summary>Istio: RE2 over the whole value; the expression <c>*</c> asks for presence only.</summary>
    public sealed record RegularExpression(string Value) : ValueMatch(Value);

    /// <summary>A type of a newer Gateway API; Istio drops all rules of a route that has one.</summary>
    public sealed record Unknown(string Type, string Value) : ValueMatch(Value);
}

/// <summary>Header names are case-insensitive; the spelling is kept, since Istio counts <c>Foo</c> and <c>foo</c> as two.</summary>
public sealed record HeaderMatch(string Name, ValueMatch Value);

/// <summary>Query parameter names are compared exactly.</summary>
public sealed record QueryParamMatch(string Name, ValueMatch Value);

/// <summary>A parent with the CRD's defaults: group <c>gateway.networking.k8s.io</c>, kind <c>Gateway</c>, the route's namespace.</summary>
public sealed record ParentRef(string Group, string Kind, string Namespace, string Name)
{
    public const string GatewayGroup = "gateway.networking.k8s.io";

    public const string IstioGroup = "networking.istio.io";

    public string? SectionName { get; init; }

    public int? Port { get; init; }

    public bool IsGateway => Group == GatewayGroup && Kind == "Gateway";

    public bool IsListenerSet => Group == GatewayGroup && Kind == "ListenerSet";

    public bool IsService => Group.Length == 0 && Kind == "Service";

    public bool IsServiceEntry => Group == IstioGroup && Kind == "ServiceEntry";

    public NamespacedName Key => new(Namespace, Name);
}
