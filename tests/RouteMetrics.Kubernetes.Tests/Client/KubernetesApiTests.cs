using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Ownership;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Client;

public sealed class KubernetesApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_verb_has_its_path_its_body_and_our_field_manager()
    {
        await using var server = await ScriptedServer.StartAsync([.. Enumerable.Repeat(Answers.Json("""{"kind": "X"}"""), 7)]);
        using var api = server.Api();
        var secret = new V1Secret { Metadata = new() { Name = "s", Annotations = new Dictionary<string, string> { ["Key"] = "v" } } };
        var manifest = new Manifest(
            "telemetry.istio.io/v1", "Telemetry", "apps", "t", ManifestValue.MapOf(("kind", "Telemetry"), ("spec", ManifestValue.MapOf(("value", "a && b")))));

        await api.GetAsync(ResourceType.Secrets, "apps", "a/b", Cancel);
        await api.CreateAsync(ResourceType.Secrets, "apps", secret, Cancel);
        await api.ReplaceAsync(ResourceType.Secrets, "apps", "s", secret, Cancel);
        await api.ApplyAsync(ResourceType.Namespaces, null, "apps", new V1Namespace { Metadata = new() { Name = "apps" } }, force: true, Cancel);
        await api.ApplyAsync(manifest, force: false, Cancel);
        await api.PatchAsync(ResourceType.HttpRoutes, "apps", "r", JsonPatch.Of("7").Remove(JsonPatch.Pointer("a~/b", "c")), Cancel);
        await api.DeleteAsync(ResourceType.Gateways, "apps", "g", new Preconditions("u", "7"), Cancel);

        Assert.Equal(
            [
                "GET /api/v1/namespaces/apps/secrets/a%2Fb  ",
                "POST /api/v1/namespaces/apps/secrets?fieldManager=route-metrics application/json; charset=utf-8 {\"metadata\":{\"annotations\":{\"Key\":\"v\"},\"name\":\"s\"}}",
                "PUT /api/v1/namespaces/apps/secrets/s?fieldManager=route-metrics application/json; charset=utf-8 {\"metadata\":{\"annotations\":{\"Key\":\"v\"},\"name\":\"s\"}}",
                "PATCH /api/v1/namespaces/apps?fieldManager=route-metrics&force=true application/apply-patch+yaml; charset=utf-8 {\"metadata\":{\"name\":\"apps\"}}",
                "PATCH /apis/telemetry.istio.io/v1/namespaces/apps/telemetries/t?fieldManager=route-metrics&force=false application/apply-patch+yaml; charset=utf-8 {\"kind\":\"Telemetry\",\"spec\":{\"value\":\"a && b\"}}",
                "PATCH /apis/gateway.networking.k8s.io/v1/namespaces/apps/httproutes/r?fieldManager=route-metrics application/json-patch+json; charset=utf-8 [{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"7\"},{\"op\":\"remove\",\"path\":\"/a~0~1b/c\"}]",
                "DELETE /apis/gateway.networking.k8s.io/v1/namespaces/apps/gateways/g application/json; charset=utf-8 {\"preconditions\":{\"resourceVersion\":\"7\",\"uid\":\"u\"},\"propagationPolicy\":\"Background\"}",
            ],
            server.Requests.Select(request => $"{request.Line} {request.Headers.GetValueOrDefault("Content-Type")} {request.Body}"));
    }

    [Fact]
    public async Task What_was_read_can_be_written_back()
    {
        const string Lease = """
            {"metadata":{"managedFields":[{"fieldsV1":{"f:spec":{"f:x":{}}},"manager":"m"}],"name":"l"},"spec":{"renewTime":"2026-01-31T12:00:00.000000Z"}}
            """;
        await using var server = await ScriptedServer.StartAsync(Answers.Json(Lease), Answers.Json("{}"));
        using var api = server.Api();

        var read = await api.GetAsync<V1Lease>(ResourceType.Leases, "n", "l", Cancel);
        await api.ReplaceAsync(ResourceType.Leases, "n", "l", read!, Cancel);

        Assert.Equal(Lease, server.Requests[1].Body);
    }

    [Fact]
    public async Task What_is_not_there_is_null_to_get_and_false_to_delete()
    {
        var missing = Answers.Failure(404, "NotFound", "secrets \"s\" not found");
        await using var server = await ScriptedServer.StartAsync(missing, missing);
        using var api = server.Api();

        Assert.Null(await api.GetAsync(ResourceType.Secrets, "apps", "s", Cancel));
        Assert.False(await api.DeleteAsync(ResourceType.Secrets, "apps", "s", new("u", "7"), Cancel));
    }

    [Theory]
    [InlineData(409, "AlreadyExists", "secrets \"s\" already exists", "create secrets apps/s: the server says 409 Conflict: secrets \"s\" already exists")]
    [InlineData(403, "Forbidden", "secrets is forbidden", "create secrets apps/s: the server says 403 Forbidden: secrets is forbidden")]
    [InlineData(422, "Invalid", "it is invalid: spec: Required value", "create secrets apps/s: the server says 422 UnprocessableEntity: it is invalid: spec: Required value")]
    public async Task A_refusal_names_verb_and_object_and_what_the_server_says(int code, string reason, string said, string expected)
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Failure(code, reason, said));
        using var api = server.Api();

        var refused = await RefusedAsync(() => api.CreateAsync(ResourceType.Secrets, "apps", Named("s"), Cancel));

        Assert.Equal(((HttpStatusCode)code, reason, expected), (refused.Status, refused.Reason, refused.Message));
    }

    [Fact]
    public async Task An_answer_that_is_no_Status_is_shown_in_part_and_on_one_line_unless_it_is_huge()
    {
        await using var server = await ScriptedServer.StartAsync(
            Answers.Json("<html>\n" + new string('x', 1000), 502), Answers.Json(new string('x', 100_000), 502));
        using var api = server.Api();

        var page = await RefusedAsync(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));
        var huge = await RefusedAsync(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));

        Assert.Equal($"get namespaces a: the server says 502 BadGateway: <html>\\u000a{new string('x', 244)}…", page.Message);
        Assert.Equal("get namespaces a: the server says 502 BadGateway", huge.Message);
        Assert.Null(page.Reason);
    }

    [Fact]
    public async Task An_apply_conflict_names_each_manager_and_field()
    {
        const string Details = """
            {"causes": [
              {"reason": "FieldManagerConflict", "message": "conflict with \"kubectl-edit\" using extensions.istio.io/v1alpha1 at 2026-01-01T00:00:00Z", "field": ".spec.url"},
              {"reason": "FieldManagerConflict", "message": "conflict with \"helm\"", "field": ".metadata.labels.x"}]}
            """;
        await using var server = await ScriptedServer.StartAsync(Answers.Failure(409, "Conflict", "Apply failed with 2 conflicts", Details));
        using var api = server.Api();

        var refused = await Assert.ThrowsAsync<ApplyConflictException>(() => api.ApplyAsync(ResourceType.WasmPlugins, "apps", "w", new JsonObject(), force: false, Cancel));

        Assert.Equal([new ApplyConflict("kubectl-edit", ".spec.url"), new ApplyConflict("helm", ".metadata.labels.x")], refused.Conflicts);
        Assert.Equal(
            "apply wasmplugins.extensions.istio.io apps/w: the server says 409 Conflict: Apply failed with 2 conflicts"
            + " (.spec.url is owned by kubectl-edit, .metadata.labels.x is owned by helm)",
            refused.Message);
    }

    [Fact]
    public async Task Discovery_says_whether_a_resource_is_served()
    {
        await using var server = await ScriptedServer.StartAsync(
            Answers.Json("""{"kind": "APIResourceList", "resources": [{"name": "gateways"}, {"name": "httproutes"}]}"""),
            Answers.Json("""{"kind": "APIResourceList", "resources": [{"name": "gateways"}]}"""),
            Answers.Failure(404, "NotFound", "the server could not find the requested resource"));
        using var api = server.Api();

        Assert.True(await api.IsServedAsync(ResourceType.HttpRoutes, Cancel));
        Assert.False(await api.IsServedAsync(ResourceType.HttpRoutes, Cancel));
        Assert.False(await api.IsServedAsync(ResourceType.WasmPlugins, Cancel));
        Assert.Equal(
            ["GET /apis/gateway.networking.k8s.io/v1", "GET /apis/gateway.networking.k8s.io/v1", "GET /apis/extensions.istio.io/v1alpha1"], server.Lines);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure_without_a_status()
    {
        var server = await ScriptedServer.StartAsync();
        using var api = server.Api();
        var address = server.Address;
        await server.DisposeAsync();

        var refused = await RefusedAsync(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));

        Assert.Null(refused.Status);
        Assert.Equal($"get namespaces a: {address}: Connection refused", refused.Message);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_left_after_30_seconds()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Silence);
        var time = new ManualTime();
        using var api = server.Api(time);

        var request = api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        await server.ReceivedAsync(1);
        time.Advance(TimeSpan.FromSeconds(30));

        var refused = await RefusedAsync(() => request);
        Assert.Equal($"get namespaces a: {server.Address}: no answer within 30 s", refused.Message);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_a_failure()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.WatchThenCut("{\"kind\": "), Answers.Json("[]"));
        using var api = server.Api();

        var cut = await RefusedAsync(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));
        var list = await RefusedAsync(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));

        Assert.StartsWith("get namespaces a: the answer broke off or cannot be read: ", cut.Message, StringComparison.Ordinal);
        Assert.StartsWith("get namespaces a: the answer broke off or cannot be read: The JSON value could not be converted", list.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_whose_body_stalls_is_left_after_30_seconds()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.WatchThenSilence("{\"kind\": "));
        var time = new ManualTime();
        using var api = server.Api(time);

        var request = api.GetAsync<V1Secret>(ResourceType.Secrets, "n", "a", Cancel);
        await server.ReceivedAsync(1);
        await Task.Delay(TimeSpan.FromSeconds(0.5), Cancel); // Until its head has arrived.
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("get secrets n/a: the answer broke off or cannot be read: it did not end within 30 s", (await RefusedAsync(() => request)).Message);
    }

    [Theory]
    [InlineData("", "7")]
    [InlineData("u", "")]
    public void A_condition_on_nothing_is_none(string uid, string resourceVersion) =>
        Assert.Throws<ArgumentException>(() => new Preconditions(uid, resourceVersion));

    [Fact]
    public void A_patch_of_an_object_as_it_was_read_needs_its_version() => Assert.Throws<ArgumentException>(() => JsonPatch.Of(""));

    [Fact]
    public async Task Cancellation_is_no_failure()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Silence);
        using var api = server.Api();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var request = api.GetAsync(ResourceType.Namespaces, null, "a", stop.Token);
        await server.ReceivedAsync(1);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
    }

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };

    private static Task<KubernetesApiException> RefusedAsync(Func<Task> action) => Assert.ThrowsAsync<KubernetesApiException>(action);
}
