using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Cluster.Manifests;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Cluster.Api;

/// <summary>
/// The verbs of the Kubernetes API. Thread-safe. Whatever is no success is a <see cref="KubernetesApiException"/>; every write carries our field manager.
/// </summary>
public sealed class KubernetesApi : IDisposable
{
    /// <summary>The name under which the API server keeps what we wrote.</summary>
    public const string FieldManager = IstioLabels.Manager;

    private const string AsManager = $"fieldManager={FieldManager}";

    // A plugin's configuration is whatever its author likes.
    private static readonly JsonDocumentOptions DeepEnough = new() { MaxDepth = 512 };

    private readonly ApiChannel channel;
    private readonly TimeProvider time;

    public KubernetesApi(ClusterConnection connection, ApiLimits? limits = null, TimeProvider? time = null)
    {
        this.time = time ?? TimeProvider.System;
        channel = new ApiChannel(connection, limits ?? new ApiLimits(), this.time);
    }

    /// <summary>Null if there is none.</summary>
    public async Task<JsonObject?> GetAsync(ResourceType type, string? ns, string name, CancellationToken ct)
    {
        try
        {
            return await SendAsync(RequestOf(HttpMethod.Get, "get", type, ns, name, ""), ct);
        }
        catch (KubernetesApiException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>An object of that name that is already there is an exception of reason <c>AlreadyExists</c>.</summary>
    public Task<JsonObject> CreateAsync(ResourceType type, string? ns, JsonObject body, CancellationToken ct)
    {
        var name = body["metadata"]?["name"]?.GetValue<string>();
        var request = new ApiRequest(HttpMethod.Post, $"{type.PathOf(ns)}?{AsManager}", What("create", type, ns, name));
        return SendAsync(request with { Body = BytesOf(body), IsUrgent = IsUrgent(type) }, ct);
    }

    /// <summary>The whole object; refused with reason <c>Conflict</c> if it has another <c>metadata.resourceVersion</c> by now.</summary>
    public Task<JsonObject> ReplaceAsync(ResourceType type, string? ns, string name, JsonObject body, CancellationToken ct) =>
        SendAsync(RequestOf(HttpMethod.Put, "update", type, ns, name, $"?{AsManager}") with { Body = BytesOf(body) }, ct);

    /// <summary>
    /// Server-side apply: creates the object, or changes what we own of it. Fields of other managers are an <see cref="ApplyConflictException"/>, or taken
    /// over with <paramref name="force"/>.
    /// </summary>
    public Task<JsonObject> ApplyAsync(ResourceType type, string? ns, string name, JsonObject body, bool force, CancellationToken ct) =>
        ApplyAsync(type, ns, name, BytesOf(body), force, ct);

    /// <summary>As above, of a resource that <see cref="ResourceType.Of"/> knows.</summary>
    public Task<JsonObject> ApplyAsync(Manifest manifest, bool force, CancellationToken ct)
    {
        var type = ResourceType.Of(manifest) ?? throw new ArgumentException($"{manifest.ApiVersion} {manifest.Kind} is no known resource", nameof(manifest));
        var body = new ArrayBufferWriter<byte>();
        ManifestText.WriteJson(body, manifest);
        return ApplyAsync(type, manifest.Namespace, manifest.Name, body.WrittenSpan.ToArray(), force, ct);
    }

    /// <summary>Changes an object by the operations of RFC 6902.</summary>
    public Task<JsonObject> PatchAsync(ResourceType type, string? ns, string name, JsonArray jsonPatch, CancellationToken ct)
    {
        var request = RequestOf(HttpMethod.Patch, "patch", type, ns, name, $"?{AsManager}");
        return SendAsync(request with { Body = BytesOf(jsonPatch), ContentType = ApiRequest.JsonPatch }, ct);
    }

    /// <summary>False if it was gone already. What no longer meets the preconditions is an exception of reason <c>Conflict</c>.</summary>
    public async Task<bool> DeleteAsync(ResourceType type, string? ns, string name, Preconditions? preconditions, CancellationToken ct)
    {
        var options = new JsonObject { ["propagationPolicy"] = "Background" };
        if (preconditions is not null)
        {
            options["preconditions"] = preconditions.ToJson();
        }

        try
        {
            await SendAsync(RequestOf(HttpMethod.Delete, "delete", type, ns, name, "") with { Body = BytesOf(options) }, ct);
            return true;
        }
        catch (KubernetesApiException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>All objects, page by page; without a namespace those of all namespaces.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(ResourceType type, string? ns, string? labelSelector, CancellationToken ct)
    {
        var objects = new List<JsonObject>();
        await PagedList.ReadAsync(new(type, ns, labelSelector) { PageSize = 500 }, ReadPageAsync, objects.Clear);
        return objects;

        async Task<PageEnd> ReadPageAsync(ApiRequest request)
        {
            var page = await SendAsync(request, ct);
            var items = (page["items"] as JsonArray ?? []).OfType<JsonObject>().ToList();
            (page["items"] as JsonArray)?.Clear();
            objects.AddRange(items);
            return new("", (string?)page["metadata"]?["continue"] ?? "");
        }
    }

    /// <summary>Whether the server has this resource: for one of a CRD, whether the CRD is there.</summary>
    public async Task<bool> IsServedAsync(ResourceType type, CancellationToken ct)
    {
        try
        {
            var found = await SendAsync(new(HttpMethod.Get, type.DiscoveryPath, $"get {type.DiscoveryPath}"), ct);
            return (found["resources"] as JsonArray ?? []).Any(resource => (string?)resource?["name"] == type.Plural);
        }
        catch (KubernetesApiException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    public void Dispose() => channel.Dispose();

    internal void Reconnect() => channel.Reconnect();

    internal Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken ct) => channel.OpenAsync(request, ct);

    private static string What(string verb, ResourceType type, string? ns, string? name) =>
        $"{verb} {type.FullName}{(name is null ? "" : ns is null ? $" {name}" : $" {ns}/{name}")}";

    // Bounded by the times of the election, and not to wait behind a thousand applies.
    private static bool IsUrgent(ResourceType type) => type == ResourceType.Leases;

    private static ApiRequest RequestOf(HttpMethod method, string verb, ResourceType type, string? ns, string? name, string query) =>
        new(method, type.PathOf(ns, name) + query, What(verb, type, ns, name)) { IsUrgent = IsUrgent(type) };

    private static byte[] BytesOf(JsonNode body)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            body.WriteTo(json);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private Task<JsonObject> ApplyAsync(ResourceType type, string? ns, string name, byte[] body, bool force, CancellationToken ct)
    {
        var request = RequestOf(HttpMethod.Patch, "apply", type, ns, name, $"?{AsManager}&force={(force ? "true" : "false")}");
        return SendAsync(request with { Body = body, ContentType = ApiRequest.Apply }, ct);
    }

    private async Task<JsonObject> SendAsync(ApiRequest request, CancellationToken ct)
    {
        using var response = await channel.OpenAsync(request, ct);
        using var limit = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            return await JsonNode.ParseAsync(body, null, DeepEnough, either.Token) as JsonObject ?? throw new JsonException("it is no JSON object");
        }
        catch (Exception broken) when (!ct.IsCancellationRequested && broken is JsonException or IOException or HttpRequestException or OperationCanceledException)
        {
            throw new KubernetesApiException(null, null, $"{request.What}: the answer broke off or cannot be read: {broken.Message}", broken);
        }
    }
}
