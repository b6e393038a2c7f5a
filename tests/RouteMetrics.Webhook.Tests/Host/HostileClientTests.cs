using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Host;

/// <summary>Whatever a client sends, the next one is answered.</summary>
public sealed class HostileClientTests
{
    private static readonly string Review = Reviews.Route(Reviews.TwoRules);

    [Theory]
    [InlineData("Content-Length: 100\r\n", "{}", "")]
    [InlineData("Content-Length: 1\r\n", "{}", "HTTP/1.1 400")]
    [InlineData("Content-Length: 2\r\nContent-Length: 3\r\n", "{}", "HTTP/1.1 400")]
    [InlineData("Content-Length: -1\r\n", "", "HTTP/1.1 400")]
    [InlineData("Content-Length: 99999999999999999999\r\n", "", "HTTP/1.1 400")]
    [InlineData("Content-Length: 7340033\r\n", "", "HTTP/1.1 413")]
    [InlineData("Transfer-Encoding: chunked\r\n", "zz\r\n", "HTTP/1.1 400")]
    [InlineData("Transfer-Encoding: gzip\r\n", "", "HTTP/1.1 400")]
    [InlineData("", "", "HTTP/1.1 400")]
    [InlineData("no colon\r\n", "", "HTTP/1.1 400")]
    public async Task Badly_framed_requests_end_their_own_connection_only(string headers, string body, string status)
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await SendAsync(
            server, $"POST /validate/httproutes HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n{headers}\r\n{body}");
        Assert.Equal(status, answer.Length >= 12 ? answer[..12] : answer);
        await AssertServesAsync(server);
    }

    [Fact]
    public async Task A_request_hidden_behind_another_is_a_request_of_its_own()
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await SendAsync(
            server,
            "POST /validate/httproutes HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}GET "
            + "/healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nok\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_without_tls_are_hung_up_on()
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(0, await socket.GetStream().ReadAsync(new byte[10], TestContext.Current.CancellationToken));
        await AssertServesAsync(server);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Cut_off_and_garbled_reviews_are_never_an_internal_fault(string version)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client(Version.Parse(version));
        var random = new Random(7);
        var bytes = Encoding.UTF8.GetBytes(Review);
        for (var length = 0; length < bytes.Length; length += 29)
        {
            var garbled = bytes[..length];
            if (length > 0)
            {
                garbled[random.Next(length)] = (byte)random.Next(256);
            }

            var (status, body) = await RunningServer.PostAsync(client, "/mutate/httproutes", RunningServer.Json(garbled));
            Assert.Equal(400, status);
            using var answer = JsonDocument.Parse(body);
            Assert.Equal(JsonValueKind.String, answer.RootElement.GetProperty("error").ValueKind);
        }

        await AssertServesAsync(server);
    }

    [Fact]
    public async Task A_broken_decision_is_500_with_the_uid_and_without_its_trace()
    {
        await using var server = await RunningServer.StartAsync(new() { EphemeralTls = true }, new() { ExemptNamespaces = null! });
        using var client = server.Client();
        Assert.Equal(
            (500, """{"error":"internal fault; the log of the webhook has it","uid":"705ab4f5-6393-11e8-b7cc-42010a800002"}"""),
            await RunningServer.PostAsync(client, "/validate/httproutes", RunningServer.Json(Review)));
        Assert.Equal((503, "not ready: self-admission failed; the log has the reason\n"), await RunningServer.GetAsync(client, "/readyz"));
        var line = Assert.Single(await server.LogOfAsync("AdmissionFailed"));
        Assert.Contains(
            "\"path\":\"ValidateHttpRoutes\",\"uid\":\"705ab4f5-6393-11e8-b7cc-42010a800002\",\"exception\":\"System.NullReferenceException",
            line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_more_bodies_than_there_may_be_one_is_told_to_come_again_and_a_small_one_is_answered()
    {
        await using var server = await RunningServer.StartAsync();
        var sockets = new List<TcpClient>();
        var streams = new List<SslStream>();
        for (var i = 0; i < 4; i++)
        {
            sockets.Add(new());
            streams.Add(await ConnectAsync(server, sockets[i]));
            await streams[i].WriteAsync(
                "POST /validate/httproutes HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 7000000\r\n\r\n"u8.ToArray(),
                TestContext.Current.CancellationToken);
            await streams[i].WriteAsync(new byte[6_999_999], TestContext.Current.CancellationToken);
        }

        // What is written may not have been read yet; once it is, the next small one is one too many.
        var refused = server.LoggedAsync("RequestRefused");
        do
        {
            await AssertServesAsync(server);
        }
        while (!refused.IsCompleted);

        await refused;
        var head = new byte[1024];
        var answers = streams.ConvertAll(stream => stream.ReadAsync(head, TestContext.Current.CancellationToken).AsTask());
        var answer = Encoding.ASCII.GetString(head, 0, await await Task.WhenAny(answers));
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 1\r\n", answer, StringComparison.Ordinal);
        sockets.ForEach(static socket => socket.Dispose());
        Assert.Empty(await server.LogOfAsync("RequestBodyDrainBodyReaderInvalidState"));
    }

    private static async Task<SslStream> ConnectAsync(RunningServer server, TcpClient socket)
    {
        await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, TestContext.Current.CancellationToken);
        var tls = new SslStream(socket.GetStream());
        var options = RunningServer.TrustingOnly(server.Inputs.CaPem!);
        options.TargetHost = "localhost";
        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return tls;
    }

    private static async Task AssertServesAsync(RunningServer server)
    {
        using var client = server.Client();
        var (status, _) = await RunningServer.PostAsync(client, "/validate/httproutes", RunningServer.Json(Review));
        Assert.Equal(200, status);
    }

    /// <summary>Everything that comes back until the server hangs up; the sending side is closed after the request.</summary>
    private static async Task<string> SendAsync(RunningServer server, string request)
    {
        using var socket = new TcpClient();
        await using var tls = await ConnectAsync(server, socket);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        await tls.ShutdownAsync();
        var answer = new MemoryStream();
        try
        {
            await tls.CopyToAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server may reset what it refuses.
        }

        return Encoding.ASCII.GetString(answer.ToArray());
    }
}
