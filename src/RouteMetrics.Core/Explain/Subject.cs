using RouteMetrics.Core.Cel;
using static RouteMetrics.Core.Cel.CelExpression;

namespace RouteMetrics.Core.Explain;

/// <summary>The user's word for what a condition compares.</summary>
internal static class Subject
{
    public const string Path = "path";

    public static string Of(CelExpression expression) => expression switch
    {
        Select(Identifier("request"), "url_path") => Path,
        Select(Identifier("request"), "query" or "host") and Select(_, var name) => name,
        Select(Identifier("destination"), "port") => "port",
        CelExpression.Index(var map, Text(var name)) when IsHeaders(map) => $"header {name}",
        _ => expression.ToString(),
    };

    public static bool IsHeaders(CelExpression expression) => expression is Select(Identifier("request"), "headers");

    public static bool IsHost(CelExpression expression) => expression is Select(Identifier("request"), "host");

    public static bool IsQuery(CelExpression expression) => expression is Select(Identifier("request"), "query");

    public static bool IsFilterChain(CelExpression expression) => expression is Select(Identifier("xds"), "filter_chain_name");
}
