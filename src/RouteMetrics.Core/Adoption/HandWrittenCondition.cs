using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Adoption;

/// <summary>A condition that somebody wrote: parsed, if it can be evaluated here; else why not.</summary>
internal sealed record HandWrittenCondition(CelExpression? Expression, string? Fault)
{
    private static readonly HashSet<string> RequestFields = new(StringComparer.Ordinal)
    {
        "method", "path", "url_path", "query", "host", "headers", "scheme", "referer", "useragent", "id",
    };

    private static readonly HashSet<string> Functions =
        new(StringComparer.Ordinal) { "size", "contains", "startsWith", "endsWith", "matches" };

    /// <summary>An empty one takes every request (istio/proxy attributegen plugin.cc).</summary>
    public static HandWrittenCondition Of(string text)
    {
        if (text.Length == 0)
        {
            return new(new CelExpression.Flag(true), null);
        }

        return CelParser.Parse(text) switch
        {
            CelParseResult.Parsed(var parsed) => UnknownIn(parsed) is { } unknown
                ? new(null, $"{unknown} is not evaluated here")
                : new(parsed, null),
            CelParseResult.Failed(_, var reason) => new(null, $"it does not parse: {reason}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The first part that our evaluator does not know; null if it knows them all.</summary>
    private static string? UnknownIn(CelExpression expression) => expression switch
    {
        CelExpression.Text or CelExpression.Number or CelExpression.Flag => null,
        CelExpression.Select(CelExpression.Identifier("request"), var field) when RequestFields.Contains(field) => null,
        CelExpression.Select(CelExpression.Identifier("destination"), "port") => null,
        CelExpression.Select(CelExpression.Identifier("xds"), "filter_chain_name" or "route_name") => null,
        CelExpression.Has(var field) => UnknownIn(field),
        CelExpression.Select(CelExpression.Select(CelExpression.Identifier("request"), "headers"), _) => null,
        CelExpression.Index(CelExpression.Select(CelExpression.Identifier("request"), "headers"), var key) => UnknownIn(key),
        CelExpression.Call(var operand, var function, var arguments) when Functions.Contains(function) && arguments.Count <= 1 =>
            FirstUnknown([operand, .. arguments]),
        CelExpression.Not(var operand) => UnknownIn(operand),
        CelExpression.Relation { Operator: CelRelation.In, Right: CelExpression.List(var elements) } among =>
            FirstUnknown([among.Left, .. elements]),
        CelExpression.Relation { Operator: CelRelation.Equal or CelRelation.NotEqual or CelRelation.In } relation =>
            FirstUnknown([relation.Left, relation.Right]),
        CelExpression.And(var terms) => FirstUnknown(terms),
        CelExpression.Or(var terms) => FirstUnknown(terms),
        CelExpression.Conditional(var condition, var then, var otherwise) => FirstUnknown([condition, then, otherwise]),
        _ => expression.ToString(),
    };

    private static string? FirstUnknown(IEnumerable<CelExpression> expressions) =>
        expressions.Select(UnknownIn).FirstOrDefault(static unknown => unknown is not null);
}
