using System.Net;
using System.Text.Json.Nodes;
using RouteMetrics.Cluster.Api;

namespace RouteMetrics.EndToEnd.Tests.Api;

public sealed class WriteTests(BareCluster cluster) : IClassFixture<BareCluster>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_apply_conflict_names_the_other_manager_and_the_field_and_force_takes_it_over()
    {
        using var api = cluster.Connect();
        await cluster.ControlPlane.Kubectl.OutputAsync("apply --server-side --field-manager=somebody-else -f -", Labelled("contested", "theirs").ToJsonString());

        var refused = await Assert.ThrowsAsync<ApplyConflictException>(
            () => api.ApplyAsync(ResourceType.Namespaces, null, "contested", Labelled("contested", "ours"), force: false, Cancel));
        var forced = await api.ApplyAsync(ResourceType.Namespaces, null, "contested", Labelled("contested", "ours"), force: true, Cancel);

        Assert.Equal([new ApplyConflict("somebody-else", ".metadata.labels.team")], refused.Conflicts);
        Assert.Equal(
            "apply namespaces contested: the server says 409 Conflict: Apply failed with 1 conflict: conflict with \"somebody-else\": .metadata.labels.team"
            + " (.metadata.labels.team is owned by somebody-else)",
            refused.Message);
        Assert.Equal("ours", (string?)forced["metadata"]!["labels"]!["team"]);
        Assert.Contains(
            forced["metadata"]!["managedFields"]!.AsArray(), entry => (string?)entry!["manager"] == "route-metrics" && (string?)entry["operation"] == "Apply");
    }

    [Fact]
    public async Task Each_verb_does_what_it_says_to_a_real_object()
    {
        using var api = cluster.Connect();
        var secret = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "s" },
            ["stringData"] = new JsonObject { ["key"] = "1" },
        };

        Assert.Null(await api.GetAsync(ResourceType.Secrets, "default", "s", Cancel));
        var created = await api.CreateAsync(ResourceType.Secrets, "default", secret, Cancel);
        var again = await Assert.ThrowsAsync<KubernetesApiException>(() => api.CreateAsync(ResourceType.Secrets, "default", secret, Cancel));
        var patched = await api.PatchAsync(
            ResourceType.Secrets, "default", "s", [new JsonObject { ["op"] = "add", ["path"] = "/metadata/labels", ["value"] = new JsonObject { ["a"] = "b" } }], Cancel);
        var outdated = await Assert.ThrowsAsync<KubernetesApiException>(() => api.ReplaceAsync(ResourceType.Secrets, "default", "s", created, Cancel));
        var labelled = await api.ListAsync(ResourceType.Secrets, "default", "a=b", Cancel);
        var version = (string?)patched["metadata"]!["resourceVersion"];
        var another = await Assert.ThrowsAsync<KubernetesApiException>(
            () => api.DeleteAsync(ResourceType.Secrets, "default", "s", new Preconditions("another", version), Cancel));

        Assert.True(await api.DeleteAsync(ResourceType.Secrets, "default", "s", new Preconditions((string?)created["metadata"]!["uid"], version), Cancel));
        Assert.False(await api.DeleteAsync(ResourceType.Secrets, "default", "s", null, Cancel));
        Assert.Equal(["AlreadyExists", "Conflict", "Conflict"], new[] { again, outdated, another }.Select(refused => refused.Reason));
        Assert.All([again, outdated, another], refused => Assert.Equal(HttpStatusCode.Conflict, refused.Status));
        Assert.Equal("s", (string?)Assert.Single(labelled)["metadata"]!["name"]);
        Assert.True(await api.IsServedAsync(ResourceType.HttpRoutes, Cancel));
    }

    private static JsonObject Labelled(string name, string team) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["team"] = team } },
    };
}
