using System.Net;
using Microsoft.AspNetCore.Connections;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class ConnectionTableTests
{
    private readonly ConnectionTable table = new(4);
    private readonly List<string> aborted = [];
    private readonly TaskCompletionSource ended = new();

    [Fact]
    public void Of_too_many_the_client_with_the_most_loses_its_oldest()
    {
        Connect("api", "10.0.0.1");
        Connect("idle 1", "10.0.0.2");
        Connect("idle 2", "10.0.0.2");
        Connect("idle 3", "10.0.0.2");
        Assert.Empty(aborted);
        Connect("idle 4", "10.0.0.2");
        Connect("api 2", "10.0.0.1");
        Assert.Equal(["idle 1", "idle 2"], aborted);
    }

    [Fact]
    public void A_connection_that_has_ended_counts_no_more()
    {
        for (var i = 0; i < 4; i++)
        {
            Connect($"{i}", "10.0.0.1");
        }

        ended.SetResult();
        Connect("next", "10.0.0.1");
        Assert.Empty(aborted);
    }

    private void Connect(string name, string address) => _ = table.Around(_ => ended.Task)(
        new Connection(name, aborted) { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 1) });

    private sealed class Connection(string name, List<string> aborted) : DefaultConnectionContext
    {
        public override void Abort(ConnectionAbortedException abortReason) => aborted.Add(name);
    }
}
