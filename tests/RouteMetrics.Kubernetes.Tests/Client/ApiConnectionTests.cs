using System.Threading.Channels;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Client;

public sealed class ApiConnectionTests
{
    private static readonly Answer Empty = Answers.Json("{}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_share_one_connection()
    {
        await using var server = await ScriptedServer.StartAsync(Empty, Answers.Failure(403, "Forbidden", "no"), Empty);
        using var api = server.Api();

        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetAsync(ResourceType.Namespaces, null, "b", Cancel));
        await api.GetAsync(ResourceType.Namespaces, null, "c", Cancel);

        Assert.Single(server.Requests.Select(request => request.Connection).Distinct());
    }

    [Fact]
    public async Task After_a_request_that_was_not_answered_the_next_takes_another_connection()
    {
        var time = new ManualTime();
        await using var server = await ScriptedServer.StartAsync(Empty, Answers.Silence, Empty);
        using var api = server.Api(time);

        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        var unanswered = api.GetAsync(ResourceType.Namespaces, null, "b", Cancel);
        await server.ReceivedAsync(2);
        time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<KubernetesApiException>(() => unanswered);
        await api.GetAsync(ResourceType.Namespaces, null, "c", Cancel);

        var connections = server.Requests.Select(request => request.Connection).ToList();
        Assert.Equal((true, false), (connections[0] == connections[1], connections[1] == connections[2]));
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task What_runs_goes_on_when_others_take_another_connection(HttpProtocols protocols)
    {
        var lines = Channel.CreateUnbounded<string>();
        await using var server = await ScriptedServer.StartAsync(new TestAuthority(), ["127.0.0.1"], [Answers.Watch(lines.Reader), Empty, Empty], protocols);
        using var api = server.Api();
        lines.Writer.TryWrite("first");
        using var watch = await api.OpenAsync(new StreamRequest("/watch", "watch", Tries: 1), Cancel);
        using var read = new StreamReader(await watch.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("first", await read.ReadLineAsync(Cancel));

        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        api.Reconnect();
        await api.GetAsync(ResourceType.Namespaces, null, "b", Cancel);
        lines.Writer.TryWrite("second");
        Assert.Equal("second", await read.ReadLineAsync(Cancel));
        lines.Writer.Complete();

        Assert.Null(await read.ReadLineAsync(Cancel));
    }

    [Fact]
    public async Task After_its_end_a_client_asks_nothing_any_more()
    {
        await using var server = await ScriptedServer.StartAsync(Empty);
        var api = server.Api();
        api.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));
        Assert.Empty(server.Requests);
    }
}
