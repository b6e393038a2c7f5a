using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Client;

public sealed class RetryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429, "2", null, 2)]
    [InlineData(503, "1", null, 1)]
    [InlineData(503, null, "{\"retryAfterSeconds\": 3}", 3)]
    [InlineData(429, "3600", null, 10)]
    public async Task A_server_that_asks_to_come_back_later_is_obeyed(int code, string? retryAfter, string? details, int seconds)
    {
        await using var server = await ScriptedServer.StartAsync(
            Answers.Failure(code, "TooManyRequests", "later", details, retryAfter), Answers.Json("""{"kind": "Namespace"}"""));
        var time = new ManualTime();
        using var api = new KubernetesApi(server.Connect(), new ApiLimits { LongestRetryAfter = TimeSpan.FromSeconds(10) }, time);

        var request = api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        await time.TimersAsync(left => left.SequenceEqual([TimeSpan.FromSeconds(seconds)]));
        time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.NotNull(await request);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task After_four_tries_that_is_a_failure()
    {
        var later = Answers.Failure(429, "TooManyRequests", "too many requests", retryAfter: "0");
        await using var server = await ScriptedServer.StartAsync(later, later, later, later);
        using var api = server.Api();

        var refused = await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));

        Assert.Equal("get namespaces a: the server says 429 TooManyRequests: too many requests", refused.Message);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData(503, null)]
    [InlineData(500, "1")]
    [InlineData(504, "1")]
    public async Task Other_failures_are_left_to_the_caller(int code, string? retryAfter)
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Failure(code, "X", "x", retryAfter: retryAfter));
        using var api = server.Api();

        await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Beyond_the_burst_requests_wait_for_their_turn_but_those_for_leases()
    {
        await using var server = await ScriptedServer.StartAsync([.. Enumerable.Repeat(Answers.Json("{}"), 4)]);
        using var api = new KubernetesApi(server.Connect(), new ApiLimits { RequestsPerPeriod = 1, Burst = 2, Period = TimeSpan.FromHours(1) });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        await api.GetAsync(ResourceType.Namespaces, null, "b", Cancel);
        var third = api.GetAsync(ResourceType.Namespaces, null, "c", stop.Token);
        await api.GetAsync(ResourceType.Leases, "n", "l", Cancel);

        Assert.False(third.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.Equal(["a", "b", "l"], server.Lines.Select(line => line[^1..]));
    }
}
