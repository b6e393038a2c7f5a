using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RouteMetrics.Webhook.Host;

/// <summary>Limits per client: a few API servers with few connections each, kubelets, and whoever else reaches the port.</summary>
internal static class ConnectionLimits
{
    public static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = RequestBody.Limit;
        limits.MaxRequestLineSize = 4 * 1024;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.MaxConcurrentConnections = 4096;

        // Go's client, the API server's, drops idle connections after 90 s: it has to be the first, or a request meets a closing
        // connection.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);

        // A body of the full 7 MiB within 28 s: the API server gives up after 30 s at most. A small one has the grace period.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 256 * 1024, gracePeriod: TimeSpan.FromSeconds(10));
    }
}
