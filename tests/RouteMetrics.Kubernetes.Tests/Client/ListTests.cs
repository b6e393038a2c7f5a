using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Client;

public sealed class ListTests
{
    private static readonly Answer Expired = Answers.Failure(410, "Expired", "The provided continue parameter is too old");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_is_read_page_by_page()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.List("9", "x/y=", "a", "b"), Answers.List("9", "", "c"));
        using var api = server.Api();

        var objects = await api.ListAsync(ResourceType.Gateways, "apps", "a=b,c", Cancel);

        Assert.Equal(["a", "b", "c"], objects.Select(item => (string?)item["metadata"]!["name"]));
        Assert.Equal(
            [
                "GET /apis/gateway.networking.k8s.io/v1/namespaces/apps/gateways?labelSelector=a%3Db%2Cc&limit=500&watch=false",
                "GET /apis/gateway.networking.k8s.io/v1/namespaces/apps/gateways?continue=x%2Fy%3D&labelSelector=a%3Db%2Cc&limit=500&watch=false",
            ],
            server.Lines);
    }

    [Fact]
    public async Task A_list_that_expires_on_its_way_starts_over_and_the_third_time_comes_in_one_piece()
    {
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("1", "p2", "old"), Expired, Answers.List("2", "p2", "old"), Expired, Answers.List("3", "", "a", "b"));
        using var api = server.Api();

        var objects = await api.ListAsync(ResourceType.Namespaces, null, null, Cancel);

        Assert.Equal(["a", "b"], objects.Select(item => (string?)item["metadata"]!["name"]));
        Assert.Equal(
            [
                "GET /api/v1/namespaces?limit=500&watch=false",
                "GET /api/v1/namespaces?continue=p2&limit=500&watch=false",
                "GET /api/v1/namespaces?limit=500&watch=false",
                "GET /api/v1/namespaces?continue=p2&limit=500&watch=false",
                "GET /api/v1/namespaces?watch=false",
            ],
            server.Lines);
    }

    [Fact]
    public async Task A_list_that_keeps_expiring_is_a_failure()
    {
        await using var server = await ScriptedServer.StartAsync(Expired, Expired, Expired);
        using var api = server.Api();

        var refused = await Assert.ThrowsAsync<KubernetesApiException>(() => api.ListAsync(ResourceType.Namespaces, null, null, Cancel));

        Assert.Equal("list namespaces: the server says 410 Gone: The provided continue parameter is too old", refused.Message);
    }

    [Fact]
    public async Task Deeply_nested_objects_are_read_and_written()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 300)) + "1" + new string('}', 300);
        await using var server = await ScriptedServer.StartAsync(Answers.Json(deep), Answers.Json("{}"));
        using var api = server.Api();

        var read = await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        await api.ReplaceAsync(ResourceType.WasmPlugins, "n", "a", read!, Cancel);

        Assert.Equal(deep, server.Requests[1].Body);
    }
}
