using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RouteMetrics.Webhook.Host;

/// <summary>The address of <c>--listen</c>, for every port that is opened.</summary>
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
}
