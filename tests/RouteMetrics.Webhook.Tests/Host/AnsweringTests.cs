using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class AnsweringTests
{
    private const string Allowed =
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":"""
        + """{"uid":"705ab4f5-6393-11e8-b7cc-42010a800002","allowed":true,"auditAnnotations":"""
        + """{"routemetrics-decision":"allowed","routemetrics-mode":"enforce"}}}""";

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_review_is_answered_over_both_versions_of_http(string version)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client(Version.Parse(version));
        Assert.Equal(
            (200, Allowed),
            await RunningServer.PostAsync(client, "/validate/httproutes", RunningServer.Json(Reviews.Route(Reviews.TwoRules))));
    }

    [Fact]
    public async Task An_answer_tells_its_length_and_its_type_and_no_server()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client(HttpVersion.Version11);
        using var response = await client.PostAsync(
            new Uri("/validate/httproutes", UriKind.Relative), RunningServer.Json(Reviews.Route(Reviews.TwoRules)),
            TestContext.Current.CancellationToken);
        Assert.Equal(Allowed.Length, response.Content.Headers.ContentLength);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    public async Task Json_is_json_however_its_type_is_spelt(string contentType)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        using var content = RunningServer.Json(Reviews.Route(Reviews.TwoRules));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        Assert.Equal((200, Allowed), await RunningServer.PostAsync(client, "/validate/httproutes", content));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/yaml")]
    [InlineData("application/json; charset=latin1")]
    [InlineData(null)]
    public async Task Another_type_is_not_read(string? contentType)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        using var content = RunningServer.Json(Reviews.Route(Reviews.TwoRules));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        Assert.Equal(
            (415, """{"error":"the content type has to be application/json"}"""),
            await RunningServer.PostAsync(client, "/validate/httproutes", content));
    }

    [Fact]
    public async Task Another_method_is_told_which_ones_there_are()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        using var get = await client.GetAsync(new Uri("/mutate/namespaces", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Equal(["POST"], get.Content.Headers.Allow);
        Assert.Equal(
            """{"error":"the method has to be one of: POST"}""",
            await get.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var post = await client.PostAsync(new Uri("/healthz", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal(["GET", "HEAD"], post.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/validate")]
    [InlineData("/validate/httproutes/")]
    [InlineData("/metrics")]
    public async Task There_is_nothing_elsewhere(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        Assert.Equal(
            (404, """{"error":"there is nothing at this path"}"""), await RunningServer.PostAsync(client, path, RunningServer.Json("{}")));
    }

    [Theory]
    [InlineData("1.1", true)]
    [InlineData("2.0", true)]
    [InlineData("1.1", false)]
    [InlineData("2.0", false)]
    public async Task A_body_over_the_limit_is_not_read(string version, bool tellsItsLength)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client(Version.Parse(version));
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var whole = RunningServer.Json(Padded(RequestBody.Limit + 1));
        using HttpContent content = tellsItsLength ? whole : new LengthlessContent(whole);
        Assert.Equal(
            (413, """{"error":"the body is longer than 7340032 bytes"}"""),
            await RunningServer.PostAsync(client, "/validate/httproutes", content));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_body_of_the_limit_is_answered(string version)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client(Version.Parse(version));
        using var content = RunningServer.Json(Padded(RequestBody.Limit));
        Assert.Equal((200, Allowed), await RunningServer.PostAsync(client, "/validate/httproutes", content));
    }

    [Fact]
    public async Task A_body_that_is_no_review_is_refused_with_its_place()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        var (status, body) = await RunningServer.PostAsync(client, "/validate/httproutes", RunningServer.Json("{\n \"kind\": nil}"));
        Assert.Equal(400, status);
        Assert.Equal(
            """{"error":"the body is not JSON: line 2, byte 11: 'nil}' is an invalid JSON literal. Expected the literal 'null'."}""", body);
    }

    [Fact]
    public async Task Probes_answer_get_and_head()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client(HttpVersion.Version11);
        Assert.Equal((200, "ok\n"), await RunningServer.GetAsync(client, "/healthz"));
        Assert.Equal((200, "ready\n"), await RunningServer.GetAsync(client, "/readyz"));
        using var head = new HttpRequestMessage(HttpMethod.Head, "/readyz");
        using var response = await client.SendAsync(head, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_version_names_the_build_and_the_runtime()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        var (status, body) = await RunningServer.GetAsync(client, "/version");
        Assert.Equal(200, status);
        Assert.Matches($$"""^\{"version":"[0-9.]+","commit":"([0-9a-f]{40}|unknown)","dotnet":"{{Environment.Version}}"\}$""", body);
    }

    [Fact]
    public async Task Every_address_answers_on_ipv4_and_ipv6()
    {
        await using var server = await RunningServer.StartAsync(new() { EphemeralTls = true, ListenAddress = "" });
        foreach (var host in System.Net.Sockets.Socket.OSSupportsIPv6 ? (string[])["127.0.0.1", "[::1]"] : ["127.0.0.1"])
        {
            using var client = server.Client();
            client.BaseAddress = new Uri($"https://{host}:{server.Address.Port}");
            Assert.Equal((200, "ok\n"), await RunningServer.GetAsync(client, "/healthz"));
        }
    }

    [Fact]
    public async Task Hundreds_of_reviews_at_once_over_one_connection_each_get_their_own_answer()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(async index =>
        {
            var review = Reviews.Route(Reviews.TwoRules).Replace(Reviews.Uid, $"uid-{index}", StringComparison.Ordinal);
            var (_, body) = await RunningServer.PostAsync(
                client, index % 2 == 0 ? "/validate/httproutes" : "/mutate/httproutes", RunningServer.Json(review));
            return body.Contains($"\"uid\":\"uid-{index}\",\"allowed\":true", StringComparison.Ordinal);
        }));
        Assert.DoesNotContain(false, answers);
    }

    [Fact]
    public async Task One_line_of_the_log_tells_of_one_decision()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        await RunningServer.PostAsync(client, "/validate/httproutes", RunningServer.Json(Reviews.Route(Reviews.CatchAll)));
        var line = Assert.Single(await server.LogOfAsync("ReviewDecided"));
        Assert.Matches(
            "^\\{\"time\":\"[-0-9T:.]+Z\",\"level\":\"info\",\"event\":\"ReviewDecided\",\"message\":\"review "
            + "decided\",\"path\":\"ValidateHttpRoutes\",\"resource\":\"httproutes\","
            + "\"operation\":\"Create\",\"key\":\"podinfo/routes\",\"uid\":\"705ab4f5-6393-11e8-b7cc-42010a800002\","
            + "\"username\":\"jane\",\"dryRun\":false,\"allowed\":true,"
            + "\"decision\":\"allowed\",\"codes\":\"RMW006\",\"patched\":false,\"microseconds\":[0-9]+\\}$",
            line);
    }

    /// <summary>A review with white space behind it.</summary>
    private static byte[] Padded(int length)
    {
        var body = new byte[length];
        body.AsSpan().Fill((byte)' ');
        Encoding.UTF8.GetBytes(Reviews.Route(Reviews.TwoRules)).CopyTo(body, 0);
        return body;
    }

    /// <summary>Content that is sent in chunks.</summary>
    private sealed class LengthlessContent : HttpContent
    {
        private readonly HttpContent content;

        public LengthlessContent(HttpContent content)
        {
            this.content = content;
            Headers.ContentType = content.Headers.ContentType;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => content.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
