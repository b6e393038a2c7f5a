using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

/// <summary>No other test runs beside these: they look at times.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;

/// <summary>Attacks on the running program within the memory of its container: it lives, and answers small reviews in time.</summary>
[Collection<Alone>]
public sealed class HostileLoadTests
{
    [Fact]
    public async Task A_thousand_bodies_that_are_announced_and_do_not_come_cost_little()
    {
        await using var program = await ServedProgram.StartAsync();
        await using var reviews = await SmallReviews.BesideAsync(program);
        var attackers = Enumerable.Range(0, 10).Select(_ => program.Client(HttpVersion.Version20)).ToList();
        var statuses = await Task.WhenAll(attackers.SelectMany(
            static client => Enumerable.Range(0, 100).Select(_ => SendAsync(client, new Stalled(announced: 262_000)))));
        attackers.ForEach(static client => client.Dispose());

        Assert.All(statuses, static status => Assert.True(status is 408 or 503, $"{status}"));
        await AssertLivesAsync(program, reviews);
    }

    [Fact]
    public async Task Nor_do_those_of_nine_hundred_connections()
    {
        await using var program = await ServedProgram.StartAsync();
        await using var reviews = await SmallReviews.BesideAsync(program);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 900).Select(_ => DribblingClient.SendAsync(program, 262_000, pause: null)));

        Assert.All(statuses, static status => Assert.True(status is 408 or 503, $"{status}"));
        await AssertLivesAsync(program, reviews);
    }

    [Fact]
    public async Task Bodies_of_7_MB_that_dribble_hold_nobody_up()
    {
        await using var program = await ServedProgram.StartAsync();
        await using var reviews = await SmallReviews.BesideAsync(program);
        using var client = program.Client(HttpVersion.Version20);
        var dribbles = Enumerable.Range(0, 8)
            .Select(_ => DribblingClient.SendAsync(program, RequestBody.Limit, TimeSpan.FromMilliseconds(50))).ToList();

        var large = Reviews.Plugin("request.method == 'GET'").Replace("\"A\"", $"\"{new string('A', 1_000_000)}\"", StringComparison.Ordinal);
        for (var i = 0; i < 5; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Assert.Equal(200, await SendAsync(client, RunningServer.Json(large)));
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        }

        Assert.All(await Task.WhenAll(dribbles), static status => Assert.True(status is 408 or 503, $"{status}"));
        await AssertLivesAsync(program, reviews);
    }

    [Fact]
    public async Task Large_reviews_that_are_slow_to_decide_delay_no_small_one()
    {
        await using var program = await ServedProgram.StartAsync();
        await using var reviews = await SmallReviews.BesideAsync(program);
        using var attacker = program.Client(HttpVersion.Version11);
        var review = LargeReview(1_300_000, static i => $"[{i}].exists(a, [1].exists(b, [2].exists(c, ");
        var statuses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => SendAsync(attacker, RunningServer.Json(review))));

        Assert.All(statuses, static status => Assert.True(status is 200 or 503, $"{status}"));
        Assert.Contains(200, statuses);
        await AssertLivesAsync(program, reviews);
    }

    [Fact]
    public async Task Answers_that_nobody_takes_do_not_pile_up()
    {
        await using var program = await ServedProgram.StartAsync();
        await using var reviews = await SmallReviews.BesideAsync(program);
        using var attacker = program.Client(HttpVersion.Version11);
        var review = LargeReview(100_000, static _ => "requst.methd == 'a'");
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/validate/expressions") { Content = RunningServer.Json(review) };
            var answer = await attacker.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            return answer;
        }));
        await AssertLivesAsync(program, reviews);
        Array.ForEach(answers, static answer => answer.Dispose());
    }

    [Theory]
    [InlineData("/validate/expressions/enforce", "\"allowed\":false")]
    [InlineData("/validate/expressions/warn", "\"warnings\":[\"RMW101 ")]
    [InlineData("/validate/expressions/audit", "would be denied in mode enforce")]
    public async Task A_plugin_that_nests_as_deeply_as_the_api_server_reads_is_judged_like_any_other(string path, string expected)
    {
        await using var program = await ServedProgram.StartAsync();
        using var client = program.Client(HttpVersion.Version20);
        const int Levels = 9_990;
        var deep = $"{string.Concat(Enumerable.Repeat("{\"a\":[", Levels / 2))}1{string.Concat(Enumerable.Repeat("]}", Levels / 2))}";
        var plugin = Reviews.Plugin("nope(").Replace("\"pluginConfig\":{", $"\"pluginConfig\":{{\"deep\":{deep},", StringComparison.Ordinal);
        var (status, answer) = await RunningServer.PostAsync(client, path, RunningServer.Json(plugin));
        Assert.Equal(200, status);
        Assert.Contains(expected, answer, StringComparison.Ordinal);

        // The same before and after: both are compared, and the update changes nothing that is judged.
        var old = plugin[(plugin.IndexOf("\"object\":", StringComparison.Ordinal) + 9)..plugin.IndexOf(",\"oldObject\"", StringComparison.Ordinal)];
        var update = plugin.Replace("\"oldObject\":null", $"\"oldObject\":{old}", StringComparison.Ordinal)
            .Replace("\"operation\":\"CREATE\"", "\"operation\":\"UPDATE\"", StringComparison.Ordinal);
        (status, answer) = await RunningServer.PostAsync(client, path, RunningServer.Json(update));
        Assert.Equal(200, status);
        Assert.Contains("\"allowed\":true", answer, StringComparison.Ordinal);
        Assert.False(program.HasExited);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    public async Task Whatever_signal_asks_it_to_end_it_drains_first(string signal)
    {
        await using var program = await ServedProgram.StartAsync();
        using var client = program.Client(HttpVersion.Version20);
        Assert.Equal((200, "ready\n"), await RunningServer.GetAsync(client, "/readyz"));
        await program.SignalAsync(signal);
        await program.LoggedAsync("Draining");
        Assert.Equal((503, "not ready: draining\n"), await RunningServer.GetAsync(client, "/readyz"));
        Assert.Equal(0, await program.ExitAsync());
    }

    private static async Task AssertLivesAsync(ServedProgram program, SmallReviews reviews)
    {
        await reviews.AssertAnsweredAsync();
        Assert.False(program.HasExited);
        TestContext.Current.SendDiagnosticMessage($"at most {program.MostMemory} MiB resident");
        Assert.InRange(program.MostMemory, 1, ServedProgram.Limit);
    }

    private static async Task<int> SendAsync(HttpClient client, HttpContent content)
    {
        var (status, _) = await RunningServer.PostAsync(client, "/validate/expressions", content);
        return status;
    }

    /// <summary>A WasmPlugin with so many bytes of conditions.</summary>
    private static byte[] LargeReview(int bytes, Func<int, string> condition)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < bytes; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"value\":\"v{i}\",\"condition\":\"{condition(i)}\"}},");
        }

        return Encoding.UTF8.GetBytes(Reviews.Plugin("request.method == 'GET'").Replace("\"match\":[", $"\"match\":[{text}", StringComparison.Ordinal));
    }

    /// <summary>A body of which only the first byte comes.</summary>
    private sealed class Stalled : HttpContent
    {
        private readonly int announced;

        public Stalled(int announced)
        {
            this.announced = announced;
            Headers.ContentType = new("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, TestContext.Current.CancellationToken);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync("{"u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = announced;
            return true;
        }
    }
}
