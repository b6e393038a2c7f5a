using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Explain;

/// <summary>Expressions evaluated for one request at one target.</summary>
internal sealed class RequestEvaluation(Target target, ProxyRequest request, RouteMetricsSettings settings)
{
    private readonly CelActivation activation = Activate(target, request, settings);

    public CelValue Evaluate(CelExpression expression) => CelEvaluator.Evaluate(expression, activation);

    public bool IsFalse(CelExpression condition) => Evaluate(condition) is CelValue.Flag(false);

    /// <summary>The text that an expression stands for; null if it is none.</summary>
    public string? TextOf(CelExpression expression) => (Evaluate(expression) as CelValue.Text)?.Value;

    /// <summary>The value of an expression in a sentence.</summary>
    public string Shown(CelExpression expression) => Evaluate(expression) switch
    {
        CelValue.Text(var text) => Shown(text),
        CelValue.Number(var number) => $"{number}",
        CelValue.Flag(var flag) => flag ? "true" : "false",
        _ => expression.ToString(),
    };

    /// <summary>Text in a sentence: as it is, or as a CEL literal where it would not be seen as what it is.</summary>
    public static string Shown(string text) =>
        text.Length == 0 || text != text.Trim() || text.Any(char.IsControl) ? new CelExpression.Text(text).ToString() : text;

    private static CelActivation Activate(Target target, ProxyRequest request, RouteMetricsSettings settings)
    {
        var path = request.Path ?? "";
        var end = path.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? at : path.Length;
        return new()
        {
            Method = request.Method,
            UrlPath = path[..end],
            Query = end < path.Length ? path[(end + 1)..] : "",
            Host = request.Authority,
            Headers = Joined(request),
            DestinationPort = request.Port,
            FilterChainName = target.Kind == TargetKind.Service ? FilterChain.NameOf(target.Key, request.Port, settings.ClusterDomain) : "",
        };
    }

    // Envoy joins the values of a repeated header with a comma alone (header_utility.cc getAllOfHeaderAsString).
    private static SortedDictionary<string, string> Joined(ProxyRequest request)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { [":scheme"] = request.Scheme };
        foreach (var (name, value) in request.Headers)
        {
            var key = name.ToLowerInvariant();
            headers[key] = headers.TryGetValue(key, out var first) ? $"{first},{value}" : value;
        }

        return headers;
    }
}
