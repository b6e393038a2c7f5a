using RouteMetrics.Core.Cel;
using static RouteMetrics.Core.Cel.CelExpression;

namespace RouteMetrics.Core.Explanations;

/// <summary>The user's word for what a condition compares.</summary>
internal static class Subject
{
    public const string Path = "path";

    private static readonly CelExpression Request = new Identifier("request");

    public static readonly CelExpression Query = new Select(Request, "query");

    private static readonly CelExpression Headers = new Select(Request, "headers");

    public static string Of(CelExpression expression) => expression switch
    {
        Select(Identifier("request"), "url_path") => Path,
        _ when expression == Query => "query",
        Select(Identifier("request"), "host") => "host",
        Select(Identifier("destination"), "port") => "port",
        CelExpression.Index(var map, Text(var name)) when IsHeaders(map) => $"header {name}",
        _ => expression.ToString(),
    };

    public static bool IsHeaders(CelExpression expression) => expression == Headers;

    public static bool IsHost(CelExpression expression) => expression is Select(Identifier("request"), "host");

    public static bool IsFilterChain(CelExpression expression) => expression is Select(Identifier("xds"), "filter_chain_name");
}
