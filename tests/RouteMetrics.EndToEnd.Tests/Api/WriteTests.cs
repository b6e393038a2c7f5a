using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

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
        var secret = new V1Secret { ApiVersion = "v1", Kind = "Secret", Metadata = new() { Name = "s" }, Data = new Dictionary<string, byte[]> { ["key"] = [1] } };

        Assert.Null(await api.GetAsync<V1Secret>(ResourceType.Secrets, "default", "s", Cancel));
        var created = await api.CreateAsync(ResourceType.Secrets, "default", secret, Cancel);
        var again = await RefusedAsync(() => api.CreateAsync(ResourceType.Secrets, "default", secret, Cancel));
        var first = created.Metadata;
        await api.PatchAsync(
            ResourceType.Secrets, "default", "s", JsonPatch.Of(first.ResourceVersion).Add("/metadata/labels", new JsonObject { ["a"] = "b" }), Cancel);
        var patched = (await api.GetAsync<V1Secret>(ResourceType.Secrets, "default", "s", Cancel))!.Metadata;
        var outdatedPatch = await RefusedAsync(() => api.PatchAsync(
            ResourceType.Secrets, "default", "s", JsonPatch.Of(first.ResourceVersion).Remove("/metadata/labels"), Cancel));
        var outdated = await RefusedAsync(() => api.ReplaceAsync(ResourceType.Secrets, "default", "s", created, Cancel));
        var labelled = await api.ListAsync(ResourceType.Secrets, "default", "a=b", Cancel);
        var another = await RefusedAsync(() => DeleteAsync("another", patched.ResourceVersion));
        var older = await RefusedAsync(() => DeleteAsync(first.Uid, first.ResourceVersion));

        Assert.True(await DeleteAsync(first.Uid, patched.ResourceVersion));
        Assert.False(await DeleteAsync(first.Uid, patched.ResourceVersion));
        Assert.Equal(
            ["AlreadyExists", "Conflict", "Conflict", "Conflict", "Conflict"],
            new[] { again, outdatedPatch, outdated, another, older }.Select(refused => refused.Reason));
        Assert.All([again, outdatedPatch, outdated, another, older], refused => Assert.Equal(HttpStatusCode.Conflict, refused.Status));
        Assert.Equal([1], created.Data["key"]);
        Assert.Equal("s", (string?)Assert.Single(labelled)["metadata"]!["name"]);
        Assert.True(await api.IsServedAsync(ResourceType.HttpRoutes, Cancel));

        Task<bool> DeleteAsync(string uid, string version) => api.DeleteAsync(ResourceType.Secrets, "default", "s", new(uid, version), Cancel);
    }

    private static Task<KubernetesApiException> RefusedAsync(Func<Task> action) => Assert.ThrowsAsync<KubernetesApiException>(action);

    private static JsonObject Labelled(string name, string team) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["team"] = team } },
    };
}
