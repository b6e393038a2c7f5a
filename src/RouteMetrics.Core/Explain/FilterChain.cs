using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Explain;

/// <summary>
/// The name that a waypoint's filter chain has for a port of a Service: <c>inbound-vip|80|http|svc.ns.svc.cluster.local</c> (istio
/// listener_waypoint.go).
/// </summary>
internal static class FilterChain
{
    private const string DefaultDomain = "cluster.local";
    private const string Start = "inbound-vip|";
    private const string Protocol = "|http|";

    public static string NameOf(NamespacedName service, int port, string clusterDomain) =>
        $"{Start}{port}{Protocol}{service.Name}.{service.Namespace}.svc.{(clusterDomain.Length == 0 ? DefaultDomain : clusterDomain)}";

    /// <summary>
    /// What tells the chain from those whose name is, or has as a part, <paramref name="wanted"/>: the port, or the Service.
    /// </summary>
    public static string? Difference(string actual, string wanted)
    {
        var (port, host) = Split(actual);
        return Split(wanted) switch
        {
            ({ } wantedPort, _) when wantedPort != port => $"port is {port}, not {wantedPort}",
            (_, { } wantedHost) => $"the request is for {host}, not {wantedHost.TrimEnd('.')}",
            _ => null,
        };
    }

    private static (string? Port, string? Host) Split(string name)
    {
        var port = name.StartsWith(Start, StringComparison.Ordinal) ? name[Start.Length..].Split('|')[0] : null;
        var host = name.IndexOf(Protocol, StringComparison.Ordinal) is >= 0 and var at ? name[(at + Protocol.Length)..] : null;
        return (port, host);
    }
}
