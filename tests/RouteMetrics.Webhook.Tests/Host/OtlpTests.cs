using System.Collections.Concurrent;
using System.Net;
using System.Text;
using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Host;

/// <summary>What reaches a collector, as the standard variables say.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task Metrics_and_traces_reach_the_collector_that_the_variables_name()
    {
        using var collector = new Collector();
        await using var program = await StartAsync(collector, ("OTEL_SERVICE_NAME", "ours"));

        await ReviewAsync(program, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var metrics = await collector.ReceivedAsync("/v1/metrics", "routemetrics.admissions");
        Assert.Contains("ours", metrics, StringComparison.Ordinal);
        var traces = await collector.ReceivedAsync("/v1/traces", "httproutes.validate");
        Assert.Contains("routemetrics.decision", traces, StringComparison.Ordinal);
        // The span is of the API server's trace.
        Assert.Contains(Latin(Convert.FromHexString("0af7651916cd43dd8448eb211c80319c")), traces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_that_is_switched_off_is_not_sent()
    {
        using var collector = new Collector();
        await using var program = await StartAsync(collector, ("OTEL_TRACES_EXPORTER", "none"));

        await ReviewAsync(program, null);

        await collector.ReceivedAsync("/v1/metrics", "routemetrics.admissions");
        Assert.DoesNotContain("/v1/traces", collector.Paths);
    }

    private static Task<ServedProgram> StartAsync(Collector collector, (string Name, string Value) more) => ServedProgram.StartAsync(
        new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            [more.Name] = more.Value,
        },
        "--metrics-port", "0");

    private static async Task ReviewAsync(ServedProgram program, string? parent)
    {
        using var client = program.Client(new(1, 1));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/validate/httproutes");
        request.Content = RunningServer.Json(Reviews.Route(Reviews.TwoRules));
        if (parent is not null)
        {
            request.Headers.Add("traceparent", parent);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Takes what is posted, byte by byte as characters.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly ConcurrentQueue<(string Path, string Body)> received = new();

        public Collector()
        {
            Address = $"http://127.0.0.1:{FreePort()}";
            listener.Prefixes.Add($"{Address}/");
            listener.Start();
            _ = ListenAsync();
        }

        public string Address { get; }

        public IEnumerable<string> Paths => received.Select(static post => post.Path);

        public async Task<string> ReceivedAsync(string path, string text)
        {
            while (true)
            {
                var found = received.FirstOrDefault(
                    post => post.Path == path && post.Body.Contains(text, StringComparison.Ordinal)).Body;
                if (found is not null)
                {
                    return found;
                }

                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }

        public void Dispose() => listener.Close();

        private static int FreePort()
        {
            using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            socket.Start();
            return ((IPEndPoint)socket.LocalEndpoint).Port;
        }

        private async Task ListenAsync()
        {
            while (listener.IsListening)
            {
                try
                {
                    var context = await listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    received.Enqueue((context.Request.Url!.AbsolutePath, Latin(body.ToArray())));
                    context.Response.Close();
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
