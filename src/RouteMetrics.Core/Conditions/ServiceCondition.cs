using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Conditions;

/// <summary>
/// The Service and port that a waypoint's filter chain is for, by its name <c>inbound-vip|&lt;port&gt;|http|&lt;hostname&gt;</c> (istio
/// listener_waypoint.go). Nothing is asked that the plugin's target already says.
/// </summary>
internal static class ServiceCondition
{
    /// <summary>
    /// The terms; the Service (a ServiceEntry by its <paramref name="hosts"/>) is asked for only when <paramref name="amongOthers"/>, the
    /// port only when there is one.
    /// </summary>
    public static IReadOnlyList<CelExpression> TermsOf(
        Target service, IReadOnlyList<string>? hosts, int? port, bool amongOthers, string clusterDomain)
    {
        var start = port is null ? "" : $"inbound-vip|{port}";
        if (!amongOthers)
        {
            return port is null ? [] : [EnvoyTerms.StartsWith(EnvoyTerms.FilterChainName, $"{start}|")];
        }

        // A ServiceEntry that is not known may have any host, of which a Service's are none.
        var isWhole = hosts is not null || clusterDomain.Length > 0;
        return [CelExpression.AnyOf([.. (hosts ?? [$"{service.Key.Name}.{service.Key.Namespace}.svc.{clusterDomain}"])
            .Select(host => Term($"|http|{host}"))])];

        CelExpression Term(string end) => (port is null, isWhole) switch
        {
            (true, true) => EnvoyTerms.EndsWith(EnvoyTerms.FilterChainName, end),
            (true, false) => EnvoyTerms.Contains(EnvoyTerms.FilterChainName, end),
            (false, true) => EnvoyTerms.EqualTo(EnvoyTerms.FilterChainName, start + end),
            (false, false) => EnvoyTerms.StartsWith(EnvoyTerms.FilterChainName, start + end),
        };
    }
}
