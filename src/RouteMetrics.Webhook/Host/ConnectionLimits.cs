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

        // ConnectionTable ends one before there are so many.
        limits.MaxConcurrentConnections = 2 * ConnectionTable.Usual;

        // Go's client, the API server's, drops idle connections after 90 s: it has to be the first, or a request meets a closing
        // connection.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);

        // BodyMemory sees to it that bodies arrive in time; Kestrel would end a whole connection of HTTP/2 for one of them.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 64 * 1024, gracePeriod: TimeSpan.FromSeconds(5));

        // What Kestrel holds of a connection before and after us. Bodies are taken from it as they come.
        limits.MaxRequestBufferSize = 64 * 1024;
        limits.MaxResponseBufferSize = 64 * 1024;
        limits.Http2.InitialConnectionWindowSize = 256 * 1024;
        limits.Http2.InitialStreamWindowSize = 256 * 1024;
    }
}
