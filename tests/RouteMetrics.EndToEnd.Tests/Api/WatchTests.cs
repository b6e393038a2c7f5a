using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.EndToEnd.Tests.Api;

public sealed class WatchTests(BareCluster cluster) : IClassFixture<BareCluster>
{
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps", "ConfigMap", IsNamespaced: true);

    private static readonly WatchOptions Quick = new() { SilenceLimit = TimeSpan.FromSeconds(2), NotServedPause = TimeSpan.FromMilliseconds(200) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_goes_on_after_the_API_server_was_away()
    {
        using var api = cluster.Connect();
        await using var follower = new Follower(api, ConfigMaps);
        await ApplyAsync(api, "before", "1");
        await CaughtUpAsync(api, follower);

        await cluster.ControlPlane.StopServerAsync();
        await Eventually.SucceedsAsync(() => Task.FromResult(follower.Log.Single(line => line.Contains("Connection refused", StringComparison.Ordinal))));
        await cluster.ControlPlane.StartServerAsync();
        await ApplyAsync(api, "after", "1");
        await CaughtUpAsync(api, follower);

        Assert.Contains("Information configmaps is listed and watched again", follower.Log);
    }

    [Fact]
    public async Task What_happened_behind_a_connection_that_died_without_a_word_is_told_once_and_in_order()
    {
        await using var relay = new TcpRelay(cluster.ControlPlane.Server);
        using var admin = cluster.Connect();
        using var api = cluster.Connect(relay);
        await ApplyAsync(admin, "quiet", "1");
        await using var follower = new Follower(api, ConfigMaps, Quick);
        await CaughtUpAsync(admin, follower);
        var told = follower.Events.Count;

        await relay.SilenceAsync();
        await ApplyAsync(admin, "quiet", "2");
        await ApplyAsync(admin, "new", "1");
        await DeleteAsync(admin, "quiet");
        await CaughtUpAsync(admin, follower);

        Assert.Equal(["changed quiet", "changed new", "removed quiet"], follower.Events.Skip(told));
    }

    [Fact]
    public async Task What_the_server_has_forgotten_is_listed_anew()
    {
        await using var relay = new TcpRelay(cluster.ControlPlane.Server);
        using var admin = cluster.Connect();
        using var api = cluster.Connect(relay);
        await ApplyAsync(admin, "forgotten", "1");
        await using var follower = new Follower(api, ConfigMaps, Quick);
        await CaughtUpAsync(admin, follower);

        // A server that starts now remembers nothing of what was before, and etcd neither.
        await relay.SilenceAsync();
        await DeleteAsync(admin, "forgotten");
        await ApplyAsync(admin, "remembered", "1");
        await cluster.ControlPlane.StopServerAsync();
        await cluster.ControlPlane.CompactAsync();
        await cluster.ControlPlane.StartServerAsync();
        await CaughtUpAsync(admin, follower);

        Assert.Equal("synced", follower.Events[^1]);
        Assert.Contains(follower.Log, line => line.StartsWith(
            "Information interrupted, listing everything anew: watch configmaps: the server says 410 Gone: too old resource version: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_resource_is_waited_for_until_its_CRD_is_there_and_again_when_it_is_gone()
    {
        var widgets = new ResourceType("example.com", "v1", "widgets", "Widget", IsNamespaced: true);
        using var api = cluster.Connect();
        await using var follower = new Follower(api, widgets, Quick);
        await Eventually.SucceedsAsync(() => Task.FromResult(follower.Events.Single(happened => happened == "not served")));
        Assert.False(await api.IsServedAsync(widgets, Cancel));

        await cluster.ControlPlane.Kubectl.OutputAsync("create -f -", """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
              versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
            """);
        await Eventually.SucceedsAsync(() => api.ApplyAsync(widgets, "default", "w", Object("example.com/v1", "Widget", "w", "1"), force: false, Cancel));
        await Eventually.SucceedsAsync(() => Task.FromResult(follower.Objects.Single()));
        await cluster.ControlPlane.Kubectl.OutputAsync("delete crd widgets.example.com");
        await Eventually.SucceedsAsync(() => Task.FromResult(Assert.Single(follower.Events.Skip(2), happened => happened == "not served")));
    }

    [Fact]
    public async Task A_thousand_objects_are_listed_and_then_only_watched()
    {
        using var api = cluster.Connect(limits: new ApiLimits { Burst = 2000 });
        await Parallel.ForAsync(0, 1000, Cancel, async (number, ct) => await ApplyAsync(api, $"many-{number}", "1"));
        var before = cluster.ControlPlane.Audit.Read().Count;

        await using var follower = new Follower(api, ConfigMaps);
        await Eventually.SucceedsAsync(() => Task.FromResult(follower.Events[0]));
        await ApplyAsync(api, "many-0", "2");
        await Eventually.SucceedsAsync(() => Task.FromResult(follower.Events[1]));

        Assert.Equal(["synced", "changed many-0"], follower.Events);

        // 1.20 records a watch over HTTP/2 when it ends.
        await follower.DisposeAsync();
        await Eventually.SucceedsAsync(() =>
        {
            var requests = cluster.ControlPlane.Audit.Read().Skip(before).Where(request => request is { Resource: "configmaps", Verb: "list" or "watch" });
            Assert.Equal(["list", "watch"], requests.Select(request => request.Verb));
            return Task.CompletedTask;
        });
    }

    private static JsonObject Object(string apiVersion, string kind, string name, string value) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default", ["labels"] = new JsonObject { ["value"] = value } },
    };

    private static Task ApplyAsync(KubernetesApi api, string name, string value) =>
        Eventually.SucceedsAsync(() => api.ApplyAsync(ConfigMaps, "default", name, Object("v1", "ConfigMap", name, value), force: false, Cancel));

    private static async Task DeleteAsync(KubernetesApi api, string name)
    {
        var found = (await api.GetAsync(ConfigMaps, "default", name, Cancel))!["metadata"]!;
        await api.DeleteAsync(ConfigMaps, "default", name, new((string)found["uid"]!, (string)found["resourceVersion"]!), Cancel);
    }

    // Until the follower has exactly what the server has.
    private static Task CaughtUpAsync(KubernetesApi api, Follower follower) => Eventually.SucceedsAsync(async () =>
    {
        var there = await api.ListAsync(ConfigMaps, null, null, Cancel);
        Assert.Equal(there.Select(item => $"{item["metadata"]!["name"]}@{item["metadata"]!["resourceVersion"]}").Order(StringComparer.Ordinal), follower.Objects);
    });
}
