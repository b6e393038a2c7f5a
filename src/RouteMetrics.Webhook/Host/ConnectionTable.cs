using System.Net;
using Microsoft.AspNetCore.Connections;

namespace RouteMetrics.Webhook.Host;

/// <summary>
/// The connections of now, at most so many. Where one more comes, the client with the most of them loses its oldest: who holds connections
/// for nothing keeps nobody else out.
/// </summary>
internal sealed class ConnectionTable(int most)
{
    /// <summary>A connection with TLS takes 50 KB, whatever comes over it: together some 50 MB.</summary>
    public const int Usual = 1024;

    private readonly Lock gate = new();
    private readonly LinkedList<ConnectionContext> oldestFirst = [];

    /// <summary>Wraps all other middleware, that of TLS too.</summary>
    public ConnectionDelegate Around(ConnectionDelegate next) => async connection =>
    {
        var place = Enter(connection, out var leaving);
        leaving?.Abort(new ConnectionAbortedException("one connection too many"));
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(place);
        }
    };

    private LinkedListNode<ConnectionContext> Enter(ConnectionContext connection, out ConnectionContext? leaving)
    {
        lock (gate)
        {
            leaving = oldestFirst.Count < most ? null : TakeOldestOfMost();
            return oldestFirst.AddLast(connection);
        }
    }

    private void Leave(LinkedListNode<ConnectionContext> place)
    {
        lock (gate)
        {
            // It may have been taken out already.
            if (place.List is not null)
            {
                oldestFirst.Remove(place);
            }
        }
    }

    private ConnectionContext? TakeOldestOfMost()
    {
        var oldest = oldestFirst.GroupBy(ClientOf).MaxBy(static client => client.Count())?.First();
        if (oldest is not null)
        {
            oldestFirst.Remove(oldest);
        }

        return oldest;
    }

    private static IPAddress ClientOf(ConnectionContext connection) =>
        (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
}
