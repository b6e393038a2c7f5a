using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Expressions;

/// <summary>
/// Whether a label's expression takes another value with nearly every request. Istio's proxies keep each value as series of its own for
/// as long as they run (envoy istio_stats), and clients choose most of them. What is not known, such as a module's filter state, is taken
/// for bounded, as is what an operator names: hosts, methods, codes, workloads.
/// </summary>
public static class UnboundedValue
{
    private static readonly HashSet<string> Request = new(StringComparer.Ordinal)
    {
        "path", "url_path", "query", "referer", "useragent", "id", "time", "duration", "size", "total_size", "headers_bytes",
    };

    private static readonly HashSet<string> Response =
        new(StringComparer.Ordinal) { "size", "total_size", "headers_bytes", "backend_latency" };

    private static readonly HashSet<string> Connection = new(StringComparer.Ordinal) { "id" };

    private static readonly HashSet<string> Source = new(StringComparer.Ordinal) { "address", "port" };

    private static readonly HashSet<string> Upstream = new(StringComparer.Ordinal) { "cx_pool_ready_duration", "id", "local_address" };

    // Words of a header's name, between dashes, that stand for something of one request, user, session or moment.
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "id", "ids", "uid", "uuid", "guid", "token", "jwt", "session", "sid", "trace", "traceid", "traceparent", "tracestate", "spanid",
        "b3", "nonce", "signature", "date", "time", "timestamp", "since", "start", "age", "etag", "match", "cookie", "authorization", "key",
        "user", "email", "agent", "referer", "referrer", "for", "ip", "via", "path", "uri", "url", "query", "location", "length", "range",
        "address", "requestid", "correlationid", "duration", "cert", "forwarded",
    };

    /// <summary>The part of an expression because of which it is unbounded; null if it is bounded, or no expression at all.</summary>
    public static string? In(string expression) =>
        CelParser.Parse(expression) is CelParseResult.Parsed(var parsed) && PartOf(parsed) is { } part ? ExpressionSite.Shown(part) : null;

    internal static CelExpression? PartOf(CelExpression expression) => expression switch
    {
        CelExpression.Select(CelExpression.Identifier(var root), var field) => IsUnbounded(root, field) ? expression : null,
        CelExpression.Index(CelExpression.Identifier(var root), CelExpression.Text(var field)) =>
            IsUnbounded(root, field) ? expression : null,
        CelExpression.Select(CelExpression.Select(_, "headers" or "trailers"), var name) => IsUnboundedHeader(name) ? expression : null,
        CelExpression.Index(CelExpression.Select(_, "headers" or "trailers"), CelExpression.Text(var name)) =>
            IsUnboundedHeader(name) ? expression : null,
        // The key may be anything; what is found is one of the values.
        CelExpression.Index(var operand, _) => PartOf(operand),
        CelExpression.Select(var operand, _) => PartOf(operand),
        CelExpression.Map(var entries) => First(entries.Select(static entry => entry.Value)),
        CelExpression.List(var elements) => First(elements),
        CelExpression.Conditional(_, var then, var otherwise) => PartOf(then) ?? PartOf(otherwise),
        CelExpression.Arithmetic(_, CelArithmetic.Modulo, CelExpression.Number or CelExpression.Unsigned) => null,
        CelExpression.Arithmetic(var left, _, var right) => PartOf(left) ?? PartOf(right),
        CelExpression.Negate(var operand) => PartOf(operand),
        CelExpression.GlobalCall(
            "bytes" or "double" or "duration" or "dyn" or "int" or "size" or "string" or "timestamp" or "uint", var of) => First(of),
        CelExpression.Call(var target, "size" or "map" or "filter", _) => PartOf(target),
        // Comparisons, matches() and their like are true or false; parts of a date are few.
        _ => null,
    };

    private static CelExpression? First(IEnumerable<CelExpression> expressions) =>
        expressions.Select(PartOf).FirstOrDefault(static part => part is not null);

    private static bool IsUnbounded(string root, string field) => root switch
    {
        "request" => Request.Contains(field),
        "response" => Response.Contains(field),
        "connection" => Connection.Contains(field),
        "source" => Source.Contains(field),
        "upstream" => Upstream.Contains(field),
        _ => false,
    };

    private static bool IsUnboundedHeader(string name) =>
        name is ":path" || name.ToLowerInvariant().Split('-', '_', '.').Any(Words.Contains);
}
