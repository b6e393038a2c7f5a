using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Conditions;

/// <summary>Envoy's attributes (envoy attributes.rst) and the few calls that conditions are made of.</summary>
internal static class EnvoyTerms
{
    private static readonly CelExpression.Identifier Request = new("request");
    private static readonly CelExpression.Identifier Xds = new("xds");

    public static readonly CelExpression Method = new CelExpression.Select(Request, "method");
    public static readonly CelExpression UrlPath = new CelExpression.Select(Request, "url_path");
    public static readonly CelExpression Query = new CelExpression.Select(Request, "query");
    public static readonly CelExpression Host = new CelExpression.Select(Request, "host");
    public static readonly CelExpression Headers = new CelExpression.Select(Request, "headers");
    public static readonly CelExpression FilterChainName = new CelExpression.Select(Xds, "filter_chain_name");
    public static readonly CelExpression.Select RouteName = new(Xds, "route_name");
    public static readonly CelExpression DestinationPort = new CelExpression.Select(new CelExpression.Identifier("destination"), "port");

    public static CelExpression Text(string value) => new CelExpression.Text(value);

    public static CelExpression EqualTo(CelExpression left, CelExpression right) =>
        new CelExpression.Relation(left, CelRelation.Equal, right);

    public static CelExpression EqualTo(CelExpression left, string right) => EqualTo(left, Text(right));

    public static CelExpression NotEqualTo(CelExpression left, CelExpression right) =>
        new CelExpression.Relation(left, CelRelation.NotEqual, right);

    public static CelExpression In(string key, CelExpression map) => new CelExpression.Relation(Text(key), CelRelation.In, map);

    public static CelExpression At(CelExpression map, CelExpression key) => new CelExpression.Index(map, key);

    public static CelExpression StartsWith(CelExpression target, string prefix) => Call(target, "startsWith", prefix);

    public static CelExpression EndsWith(CelExpression target, string suffix) => Call(target, "endsWith", suffix);

    public static CelExpression Contains(CelExpression target, string part) => Call(target, "contains", part);

    /// <summary>An unanchored RE2 search; the expression carries its own anchors.</summary>
    public static CelExpression Matches(CelExpression target, string expression) => Call(target, "matches", expression);

    private static CelExpression.Call Call(CelExpression target, string function, string argument) =>
        new(target, function, [Text(argument)]);
}
