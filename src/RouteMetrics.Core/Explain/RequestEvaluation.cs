using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Explain;

/// <summary>Expressions evaluated for one request at one target; <paramref name="hosts"/> are those of a ServiceEntry.</summary>
internal sealed class RequestEvaluation(Target target, IReadOnlyList<string>? hosts, ProxyRequest request, RouteMetricsSettings settings)
{
    private const string DefaultClusterDomain = "cluster.local";

    /// <summary>The request as the conditions see it.</summary>
    public CelActivation Request { get; } = Activate(target, hosts, request, settings);

    public CelValue Evaluate(CelExpression expression) => CelEvaluator.Evaluate(expression, Request);

    public bool IsFalse(CelExpression condition) => Evaluate(condition) is CelValue.Flag(false);

    /// <summary>The text that an expression stands for; null if it is none.</summary>
    public string? TextOf(CelExpression expression) => (Evaluate(expression) as CelValue.Text)?.Value;

    /// <summary>Text in a sentence: as it is, or as a CEL literal where white space or a control character would hide it.</summary>
    public static string Shown(string text) =>
        text.Length == 0 || text != text.Trim() || text.Any(char.IsControl) ? new CelExpression.Text(text).ToString() : text;

    private static CelActivation Activate(
        Target target, IReadOnlyList<string>? hosts, ProxyRequest request, RouteMetricsSettings settings)
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
            FilterChainName = target.IsAtWaypoint ? FilterChainOf(target.Key, hosts, request, settings.ClusterDomain) : "",
        };
    }

    // A waypoint names the filter chain of a Service port so (istio listener_waypoint.go).
    private static string FilterChainOf(NamespacedName service, IReadOnlyList<string>? hosts, ProxyRequest request, string domain)
    {
        var host = hosts is { Count: > 0 }
            ? hosts.FirstOrDefault(known => Hostname.IsWithin(request.Host, known)) ?? hosts[0]
            : $"{service.Name}.{service.Namespace}.svc.{(domain.Length == 0 ? DefaultClusterDomain : domain)}";
        return $"inbound-vip|{request.Port}|http|{host}";
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
