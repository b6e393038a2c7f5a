namespace RouteMetrics.Core.Model;

/// <summary>What a Service port says of its protocol (istio pkg/config/kube/conversion.go ConvertProtocol).</summary>
public static class PortProtocol
{
    private static readonly HashSet<string> Raw =
        new(["tcp", "udp", "https", "tls", "mongo", "redis", "mysql", "hbone"], StringComparer.OrdinalIgnoreCase);

    // SMTP, DNS, MySQL and MongoDB, whose servers speak first.
    private static readonly HashSet<int> WellKnown = [25, 53, 3306, 27017];

    private static readonly HashSet<string> Http =
        new(["http", "http2", "http_proxy", "grpc", "grpc-web"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The same for a port of a ServiceEntry, whose protocol says it (istio pkg/config/protocol).</summary>
    public static bool MayBeHttp(string? protocol) => !Raw.Contains(protocol ?? "");

    /// <summary>
    /// Whether proxies look for HTTP on the port: by <c>appProtocol</c>, else by the name up to its first hyphen. One that says nothing is
    /// tried for both.
    /// </summary>
    public static bool MayBeHttp(int port, string? name, string? protocol, string? appProtocol)
    {
        if (protocol == "UDP" || appProtocol == "kubernetes.io/wss")
        {
            return false;
        }

        var said = appProtocol ?? name ?? "";
        var word = said.StartsWith("grpc-web", StringComparison.OrdinalIgnoreCase) ? "grpc-web" : said.Split('-')[0];
        return Http.Contains(word) || said is "kubernetes.io/h2c" or "kubernetes.io/ws" || (!Raw.Contains(word) && !WellKnown.Contains(port));
    }
}
