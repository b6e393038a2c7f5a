using System.Net.Sockets;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class RefusalLogTests
{
    [Fact]
    public async Task A_client_without_the_certificate_that_is_asked_for_leaves_a_line()
    {
        using var folder = new TestFolder();
        await using var server = await RunningServer.StartAsync(
            new() { EphemeralTls = true, ClientCa = folder.Write("ca.crt", new TestCertificates("clients").Pem) });
        using var client = server.Client();
        Assert.Equal(401, (await RunningServer.PostAsync(client, "/validate/httproutes", RunningServer.Json("{}"))).Status);
        Assert.Matches(
            "^\\{\"time\":\"[-0-9T:.]+Z\",\"level\":\"warn\",\"event\":\"RequestRefused\",\"message\":\"request "
            + "refused\",\"status\":401,\"path\":\"/validate/httproutes\","
            + "\"remote\":\"127\\.0\\.0\\.1:[0-9]+\",\"reason\":\"a client certificate is required, and none was "
            + "presented\",\"suppressed\":0\\}$",
            Assert.Single(await server.LogOfAsync("RequestRefused")));
    }

    [Fact]
    public async Task A_flood_of_one_status_is_a_line_a_second_and_hides_no_other_status()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        for (var request = 0; request < 20; request++)
        {
            await RunningServer.PostAsync(client, "/nowhere", RunningServer.Json("{}"));
        }

        await RunningServer.GetAsync(client, "/validate/httproutes");
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        await RunningServer.PostAsync(client, "/nowhere", RunningServer.Json("{}"));
        var lines = await server.LogOfAsync("RequestRefused");
        Assert.Single(lines, line => line.Contains("\"status\":405,\"path\":\"/validate/httproutes\"", StringComparison.Ordinal));
        Assert.EndsWith("\"suppressed\":19}", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handshake_that_fails_leaves_a_line_with_its_client_and_the_reason()
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", server.Address.Port, TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(0, await socket.GetStream().ReadAsync(new byte[10], TestContext.Current.CancellationToken));
        Assert.Matches(
            "\"level\":\"warn\",\"event\":\"HandshakeFailed\",\"message\":\"TLS handshake "
            + "failed\",\"remote\":\"127\\.0\\.0\\.1:[0-9]+\",\"reason\":\".*frame.*\",\"suppressed\":0\\}$",
            Assert.Single(await server.LogOfAsync("HandshakeFailed")));
    }

    [Fact]
    public void Those_held_back_are_counted_once()
    {
        var throttle = new Throttle(TimeProvider.System);
        Assert.True(throttle.Passes(out var suppressed));
        Assert.Equal(0, suppressed);
        Assert.False(throttle.Passes(out suppressed));
        Assert.Equal(1, suppressed);
    }
}
