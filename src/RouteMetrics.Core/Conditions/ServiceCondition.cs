using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Conditions;

/// <summary>
/// The Service and port that a waypoint's filter chain is for, by its name <c>inbound-vip|&lt;port&gt;|http|&lt;hostname&gt;</c> (istio
/// listener_waypoint.go). Nothing is asked that the plugin's target already says.
/// </summary>
internal static class ServiceCondition
{
    /// <summary>The terms; the Service is asked for only when <paramref name="amongOthers"/>, the port only when there is one.</summary>
    public static IReadOnlyList<CelExpression> TermsOf(NamespacedName service, int? port, bool amongOthers, string clusterDomain)
    {
        var host = $"|http|{service.Name}.{service.Namespace}.svc.{clusterDomain}";
        return (port, amongOthers, clusterDomain.Length > 0) switch
        {
            (null, false, _) => [],
            (null, true, true) => [EnvoyTerms.EndsWith(EnvoyTerms.FilterChainName, host)],
            (null, true, false) => [EnvoyTerms.Contains(EnvoyTerms.FilterChainName, host)],
            (_, false, _) => [EnvoyTerms.StartsWith(EnvoyTerms.FilterChainName, $"inbound-vip|{port}|")],
            (_, true, true) => [EnvoyTerms.EqualTo(EnvoyTerms.FilterChainName, $"inbound-vip|{port}{host}")],
            (_, true, false) => [EnvoyTerms.StartsWith(EnvoyTerms.FilterChainName, $"inbound-vip|{port}{host}")],
        };
    }
}
