using RouteMetrics.Core.Routes;

namespace RouteMetrics.Core.Explanations;

/// <summary>The name that a waypoint's filter chain has for a port of a Service: <c>inbound-vip|80|http|svc.ns.svc.cluster.local</c> (istio listener_waypoint.go).</summary>
internal static class FilterChain
{
    private const string DefaultDomain = "cluster.local";

    public static string NameOf(NamespacedName service, int port, string clusterDomain) =>
        $"inbound-vip|{port}|http|{service.Name}.{service.Namespace}.svc.{(clusterDomain.Length == 0 ? DefaultDomain : clusterDomain)}";

    /// <summary>What tells the chain from those whose name starts with <paramref name="wanted"/>: the port, or the Service.</summary>
    public static string? Difference(string? actual, string wanted) => (actual?.Split('|'), wanted.Split('|')) switch
    {
        ([_, var port, _, _], [_, var wantedPort, _, _]) when port != wantedPort => $"port is {port}, not {wantedPort}",
        ([_, _, _, var host], [_, _, _, var wantedHost]) => $"the request is for {host}, not {wantedHost.TrimEnd('.')}",
        _ => null,
    };
}
