using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>
/// A port of its own in front of another. Its silence is that of a firewall that forgets a connection: nothing is closed, nothing arrives any more.
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentDictionary<Task, bool> relays = new();
    private readonly int target;
    private readonly Task accepting;
    private volatile CancellationTokenSource open = new();
    private int accepted;

    public TcpRelay(Uri server)
    {
        target = server.Port;
        listener.Start();
        Address = new($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>How many connections were opened until now.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>From now on nothing passes over the connections that there are; new ones work.</summary>
    public async Task SilenceAsync()
    {
        var silenced = open;
        open = new();
        await silenced.CancelAsync();
    }

    /// <summary>Cuts every connection, and takes no more. Once is enough.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopped.IsCancellationRequested)
        {
            return;
        }

        await stopped.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(relays.Keys);
        open.Dispose();
        stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopped.Token);
                Interlocked.Increment(ref accepted);
                relays.TryAdd(RelayAsync(client, open.Token), true);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task RelayAsync(TcpClient client, CancellationToken silenced)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, target, stopped.Token);
                var (here, there) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(PassAsync(here, there, silenced), PassAsync(there, here, silenced));
            }
            catch (SocketException)
            {
                // Nobody listens there: the client sees its connection closed.
            }
            catch (OperationCanceledException)
            {
                // Disposed of.
            }
        }
    }

    // Until one side closes; in silence, until the relay is disposed of.
    private async Task PassAsync(NetworkStream from, NetworkStream to, CancellationToken silenced)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(silenced, stopped.Token);
        try
        {
            await from.CopyToAsync(to, end.Token);
        }
        catch (IOException)
        {
            // Closed hard.
        }
        catch (OperationCanceledException)
        {
            await Task.Delay(Timeout.Infinite, stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
