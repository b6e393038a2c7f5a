using System.Collections.Concurrent;
using System.Net;

namespace RouteMetrics.Webhook.Host;

/// <summary>Logs requests that are refused unread; with <c>failurePolicy: Ignore</c> nobody else would. A connection feature.</summary>
internal sealed class Refusals(ILogger log, TimeProvider time)
{
    // Per status, so that a path scan does not hide a wrong client CA.
    private readonly ConcurrentDictionary<int, Throttle> requests = new();
    private readonly Throttle handshakes = new(time);

    public void Request(HttpContext context, int status, string reason)
    {
        if (requests.GetOrAdd(status, static (_, time) => new(time), time).Passes(out var suppressed))
        {
            var remote = new IPEndPoint(context.Connection.RemoteIpAddress ?? IPAddress.None, context.Connection.RemotePort);
            log.RequestRefused(status, Log.Cut(context.Request.Path.Value ?? ""), remote, reason, suppressed);
        }
    }

    public void Handshake(EndPoint? remote, string reason)
    {
        if (handshakes.Passes(out var suppressed))
        {
            log.HandshakeFailed(remote, reason, suppressed);
        }
    }
}
