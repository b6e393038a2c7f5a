using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RouteMetrics.Mesh.Tests.Envoy;

/// <summary>A request as its bytes go out: nothing is normalized, added or left out on the way.</summary>
internal sealed record RawRequest(string Method, string Host, string Path, IReadOnlyList<(string Name, string Value)> Headers);

/// <summary>HTTP/1.1 over one connection, one request after the other.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient client;
    private readonly NetworkStream stream;
    private readonly byte[] buffer = new byte[64 * 1024];

    private RawConnection(TcpClient client) => (this.client, stream) = (client, client.GetStream());

    public static async Task<RawConnection> OpenAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var opened = new TcpClient { NoDelay = true };
        await opened.ConnectAsync(address, cancellationToken);
        return new(opened);
    }

    /// <summary>The status, the body, and whether the connection can be used again.</summary>
    public async Task<(int Status, string Body, bool Stays)> SendAsync(RawRequest request, CancellationToken cancellationToken)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{request.Method} {request.Path} HTTP/1.1\r\nHost: {request.Host}\r\n");
        foreach (var (name, value) in request.Headers)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.Append("\r\n").ToString()), cancellationToken);
        var read = 0;
        while (true)
        {
            var more = await stream.ReadAsync(buffer.AsMemory(read), cancellationToken);
            if (more == 0)
            {
                throw new IOException($"the connection ended within the answer to {request.Method} {request.Path}");
            }

            read += more;
            if (buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                var head = Encoding.ASCII.GetString(buffer, 0, end).Split("\r\n");
                var length = Length(head);
                if (read >= end + 4 + length)
                {
                    var stays = !head.Any(static line => line.Equals("connection: close", StringComparison.OrdinalIgnoreCase));
                    var status = int.Parse(head[0].AsSpan(9, 3), CultureInfo.InvariantCulture);
                    return (status, Encoding.UTF8.GetString(buffer, end + 4, length), stays);
                }
            }
        }
    }

    public void Dispose() => client.Dispose();

    private static int Length(string[] head) => head
        .Where(static line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
        .Select(static line => int.Parse(line.AsSpan("content-length:".Length), CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
