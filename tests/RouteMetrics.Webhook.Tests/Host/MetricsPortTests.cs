using System.Net;
using System.Net.Sockets;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class MetricsPortTests
{
    private static readonly ServeOptions OnLoopback =
        new() { ListenAddress = "127.0.0.1", Port = 0, ModulePort = 0, EphemeralTls = true, DrainTime = TimeSpan.Zero };

    [Fact]
    public async Task A_port_that_was_asked_for_and_is_taken_is_a_reason_not_to_start()
    {
        using var taken = Listening(0);
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var fault = Assert.Single(await RunningProcess.RefusedAsync(OnLoopback with { MetricsPort = port }));

        Assert.StartsWith($"--listen 127.0.0.1 --metrics-port {port}: cannot listen: ", fault, StringComparison.Ordinal);
        Assert.EndsWith("; give an address of this host and a free port, above 1023 without privileges", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_usual_port_is_none_if_it_is_taken_since_reviews_matter_more()
    {
        using var taken = await WhenFreeAsync(ServeOptions.UsualMetricsPort);
        var process = new RunningProcess(OnLoopback);
        using var client = await process.ClientAsync();

        Assert.Contains("\"port\":9464", await process.Log.LineOfAsync("MetricsNotServed"), StringComparison.Ordinal);

        await process.Caller.CancelAsync();
        Assert.Equal(0, await process.Exit);
    }

    [Theory]
    [InlineData("GET", "/metrics", 200)]
    [InlineData("POST", "/metrics", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/metrics/", 404)]
    public async Task Nothing_is_served_but_metrics(string method, string path, int status)
    {
        var process = new RunningProcess(OnLoopback with { MetricsPort = 0 });
        using var line = System.Text.Json.JsonDocument.Parse(await process.Log.LineOfAsync("ServingMetrics"));
        using var client = new HttpClient { BaseAddress = new(line.RootElement.GetProperty("address").GetString()!) };
        using var request = new HttpRequestMessage(new(method), path);

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        await process.Caller.CancelAsync();
        Assert.Equal(0, await process.Exit);
    }

    private static Socket Listening(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen();
        return socket;
    }

    // Another test of this process, or another program on this machine, may have it for a while.
    private static async Task<Socket> WhenFreeAsync(int port)
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return Listening(port);
            }
            catch (SocketException) when (attempts < 600)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }
}
