using System.Net.Security;
using System.Net.Sockets;

namespace RouteMetrics.EndToEnd.Tests.Certificates;

/// <summary>What a pod presents to a new connection.</summary>
internal static class Served
{
    /// <summary>The thumbprint of its leaf.</summary>
    public static async Task<string> LeafOfAsync(Pod pod)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("localhost", pod.Port!.Value, TestContext.Current.CancellationToken);
#pragma warning disable CA5359 // It is to be seen, not to be trusted.
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "route-metrics.route-metrics.svc" }, TestContext.Current.CancellationToken);
        return tls.RemoteCertificate!.GetCertHashString();
    }
}
