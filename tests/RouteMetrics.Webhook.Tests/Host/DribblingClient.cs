using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace RouteMetrics.Webhook.Tests.Host;

/// <summary>One connection of HTTP/1.1 that announces a body, and sends it byte by byte, or not at all behind the first.</summary>
internal static class DribblingClient
{
    /// <summary>The status of the answer; 0 if there was none.</summary>
    public static async Task<int> SendAsync(ServedProgram program, int announced, TimeSpan? pause)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, program.Address.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(socket.GetStream());
        var options = program.Trust;
        options.TargetHost = "localhost";
        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        await tls.WriteAsync(
            Encoding.ASCII.GetBytes(
                "POST /validate/expressions HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {announced}\r\n\r\n{{"),
            TestContext.Current.CancellationToken);
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sending = pause is { } between ? DribbleAsync(tls, between, answered.Token) : Task.CompletedTask;
        var head = new byte[12];
        try
        {
            await tls.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
        finally
        {
            await answered.CancelAsync();
            await sending;
        }

        return int.Parse(Encoding.ASCII.GetString(head)[9..], CultureInfo.InvariantCulture);
    }

    private static async Task DribbleAsync(SslStream tls, TimeSpan pause, CancellationToken answered)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pause, answered);
                await tls.WriteAsync(" "u8.ToArray(), answered);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // Answered, or hung up on.
        }
    }
}
