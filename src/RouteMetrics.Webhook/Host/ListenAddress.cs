using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RouteMetrics.Webhook.Host;

/// <summary>How every server of this process listens.</summary>
internal static class ListenAddress
{
    /// <summary>Empty and <c>::</c> are every address, IPv6 and IPv4.</summary>
    public static void ListenAt(this KestrelServerOptions kestrel, string address, int port, Action<ListenOptions> configure)
    {
        if (address is "" or "::")
        {
            kestrel.ListenAnyIP(port, configure);
        }
        else
        {
            kestrel.Listen(IPAddress.Parse(address), port, configure);
        }
    }

    /// <summary>Disposes the host if it cannot start, for example because its port is taken.</summary>
    public static async Task StartOrDisposeAsync(this WebApplication host, CancellationToken cancellationToken)
    {
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }
}
