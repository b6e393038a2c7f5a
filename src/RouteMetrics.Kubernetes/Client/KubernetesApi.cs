using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Yaml;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// The verbs of the Kubernetes API, over the client of the KubernetesClient package: with its models for core kinds, with JSON for others.
/// Thread-safe. Whatever is no success is a <see cref="KubernetesApiException"/>; every write carries our field manager.
/// </summary>
public sealed class KubernetesApi : IDisposable
{
    private const int PageSize = 500;

    private static readonly string UserAgent = $"route-metrics/{typeof(KubernetesApi).Assembly.GetName().Version?.ToString(3)}";

    private readonly ApiChannel channel;
    private readonly KubernetesClientConfiguration configuration;
    private readonly k8s.Kubernetes client;
    private volatile bool isDisposed;

    public KubernetesApi(ClusterConnection connection, ApiLimits? limits = null, TimeProvider? time = null)
    {
        channel = new ApiChannel(connection, limits ?? new ApiLimits(), time ?? TimeProvider.System);

        // Never with SslCaCerts: the package would take the certificate of another host for the server's. The channel knows whom to trust
        // and how long to wait.
        configuration = new() { Host = connection.Server.AbsoluteUri, UserAgent = UserAgent, HttpClientTimeout = Timeout.InfiniteTimeSpan };
        configuration.AddJsonOptions(ApiJson.Extend);
        client = new k8s.Kubernetes(configuration, channel);
    }

    /// <summary>Null if there is none.</summary>
    public Task<JsonObject?> GetAsync(ResourceType type, string? ns, string name, CancellationToken ct) =>
        GetAsync<JsonObject>(type, ns, name, ct);

    /// <summary>As above, of a core kind by its model.</summary>
    public async Task<T?> GetAsync<T>(ResourceType type, string? ns, string name, CancellationToken ct)
        where T : class
    {
        try
        {
            return await CallAsync(What("get", type, ns, name), objects => ns is null
                ? objects.GetClusterCustomObjectAsync<T>(type.Group, type.Version, type.Plural, Escaped(name), ct)
                : objects.GetNamespacedCustomObjectAsync<T>(type.Group, type.Version, Escaped(ns), type.Plural, Escaped(name), ct), ct);
        }
        catch (KubernetesApiException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>An object of that name that is already there is an exception of reason <c>AlreadyExists</c>.</summary>
    public Task<T> CreateAsync<T>(ResourceType type, string? ns, T body, CancellationToken ct)
        where T : class => CallAsync(What("create", type, ns, NameOf(body)), objects => ns is null
        ? objects.CreateClusterCustomObjectAsync<T>(
            body, type.Group, type.Version, type.Plural, fieldManager: OwnerMark.FieldManager, cancellationToken: ct)
        : objects.CreateNamespacedCustomObjectAsync<T>(
            body, type.Group, type.Version, Escaped(ns), type.Plural, fieldManager: OwnerMark.FieldManager, cancellationToken: ct), ct);

    /// <summary>What the object would become, of a request that is not kept (<c>dryRun=All</c>).</summary>
    public Task<JsonObject> TryCreateAsync(ResourceType type, string? ns, JsonObject body, CancellationToken ct) =>
        CallAsync(What("create", type, ns, NameOf(body)), objects => ns is null
            ? objects.CreateClusterCustomObjectAsync<JsonObject>(
                body, type.Group, type.Version, type.Plural, dryRun: "All", fieldManager: OwnerMark.FieldManager, cancellationToken: ct)
            : objects.CreateNamespacedCustomObjectAsync<JsonObject>(
                body, type.Group, type.Version, Escaped(ns), type.Plural, dryRun: "All", fieldManager: OwnerMark.FieldManager,
                cancellationToken: ct), ct);

    /// <summary>The body of whatever is at this path, such as what a pod answers to the API server's proxy; <paramref name="what"/> names it.</summary>
    public async Task<byte[]> GetBytesAsync(string path, string what, CancellationToken ct)
    {
        using var response = await OpenAsync(new(path, what, Tries: 1), ct);
        return await response.Content.ReadAsByteArrayAsync(ct);
    }

    /// <summary>As text.</summary>
    public async Task<string> GetTextAsync(string path, string what, CancellationToken ct) =>
        Encoding.UTF8.GetString(await GetBytesAsync(path, what, ct));

    /// <summary>
    /// The whole object, only ever one of ours: a model leaves out what it does not know. Refused with reason <c>Conflict</c> if it has
    /// another <c>metadata.resourceVersion</c> by now.
    /// </summary>
    public Task<T> ReplaceAsync<T>(ResourceType type, string ns, string name, T body, CancellationToken ct)
        where T : class => CallAsync(What("update", type, ns, name), objects => objects.ReplaceNamespacedCustomObjectAsync<T>(
        body, type.Group, type.Version, Escaped(ns), type.Plural, Escaped(name),
        fieldManager: OwnerMark.FieldManager, cancellationToken: ct), ct);

    /// <summary>
    /// Server-side apply: creates the object, or changes what we own of it. Fields of other managers are an <see
    /// cref="ApplyConflictException"/>, or taken over with <paramref name="force"/>.
    /// </summary>
    public Task<JsonObject> ApplyAsync(ResourceType type, string? ns, string name, object body, bool force, CancellationToken ct) =>
        ApplyAsync(type, ns, name, KubernetesJson.Serialize(body, configuration.JsonSerializerOptions), force, ct);

    /// <summary>As above.</summary>
    public Task<JsonObject> ApplyAsync(Manifest manifest, bool force, CancellationToken ct)
    {
        var body = new ArrayBufferWriter<byte>();
        ManifestText.WriteJson(body, manifest);
        return ApplyAsync(manifest.Type, manifest.Namespace, manifest.Name, Encoding.UTF8.GetString(body.WrittenSpan), force, ct);
    }

    public Task<JsonObject> PatchAsync(ResourceType type, string? ns, string name, JsonPatch patch, CancellationToken ct) =>
        PatchAsync("patch", type, ns, name, new(patch.ToString(), V1Patch.PatchType.JsonPatch), null, ct);

    /// <summary>False if it was gone already. What no longer meets the preconditions is an exception of reason <c>Conflict</c>.</summary>
    public async Task<bool> DeleteAsync(ResourceType type, string? ns, string name, Preconditions preconditions, CancellationToken ct)
    {
        var options = new V1DeleteOptions { PropagationPolicy = "Background", Preconditions = preconditions.ToModel() };
        try
        {
            // The answer is a Status or the object.
            _ = await CallAsync(What("delete", type, ns, name), objects => ns is null
                ? objects.DeleteClusterCustomObjectAsync<JsonObject>(
                    type.Group, type.Version, type.Plural, Escaped(name), options, cancellationToken: ct)
                : objects.DeleteNamespacedCustomObjectAsync<JsonObject>(
                    type.Group, type.Version, Escaped(ns), type.Plural, Escaped(name), options, cancellationToken: ct), ct);
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
        var found = new List<JsonObject>();
        await PagedList.ReadAsync(new(type, ns, labelSelector) { PageSize = PageSize }, ReadPageAsync, found.Clear);
        return found;

        async Task<PageEnd> ReadPageAsync(ListQuery query, string next)
        {
            int? limit = query.PageSize > 0 ? query.PageSize : null;
            var token = next.Length > 0 ? next : null;
            var page = await CallAsync(query.What, objects => ns is null
                ? objects.ListClusterCustomObjectAsync<JsonObject>(
                    type.Group, type.Version, type.Plural,
                    continueParameter: token, labelSelector: labelSelector, limit: limit, cancellationToken: ct)
                : objects.ListNamespacedCustomObjectAsync<JsonObject>(
                    type.Group, type.Version, Escaped(ns), type.Plural,
                    continueParameter: token, labelSelector: labelSelector, limit: limit, cancellationToken: ct), ct);
            // What something on the way may answer instead, such as {}, must not pass for a list of nothing.
            if (!page.TryGetPropertyValue("items", out var listed) || listed is not (null or JsonArray)
                || page["metadata"] is not JsonObject metadata || !metadata.ContainsKey("resourceVersion"))
            {
                throw new KubernetesApiException(null, null, $"{query.What}: it is no list: it lacks items or a resourceVersion");
            }

            var items = (listed as JsonArray ?? []).OfType<JsonObject>().ToList();
            (listed as JsonArray)?.Clear();
            found.AddRange(items);
            return new("", (string?)metadata["continue"] ?? "");
        }
    }

    /// <summary>Whether the server has this resource: for one of a CRD, whether the CRD is there.</summary>
    public async Task<bool> IsServedAsync(ResourceType type, CancellationToken ct)
    {
        try
        {
            var served = await CallAsync(
                $"get {type.DiscoveryPath}", objects => objects.GetAPIResourcesAsync(type.Group, type.Version, ct), ct);
            return served.Resources?.Any(resource => resource.Name == type.Plural) == true;
        }
        catch (KubernetesApiException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    public void Dispose()
    {
        isDisposed = true;
        client.Dispose();
    }

    internal void Reconnect() => channel.Reconnect();

    /// <summary>An answer of success, its body yet to be read.</summary>
    internal async Task<HttpResponseMessage> OpenAsync(StreamRequest request, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        using var message = request.Message(client.BaseUri);
        try
        {
            var response = await client.HttpClient.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw ServerStatus.FaultOf(request.What, response.StatusCode, await response.Content.ReadAsStringAsync(ct));
            }
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && KubernetesApiException.IsFailure(failure))
        {
            throw KubernetesApiException.Of(request.What, client.BaseUri, failure);
        }
    }

    private static string What(string verb, ResourceType type, string? ns, string? name) =>
        $"{verb} {type.FullName}{(name is null ? "" : ns is null ? $" {name}" : $" {ns}/{name}")}";

    // The package puts it into the path as it is.
    private static string Escaped(string segment) => Uri.EscapeDataString(segment);

    private static string? NameOf(object body) => body switch
    {
        IMetadata<V1ObjectMeta> model => model.Metadata?.Name,
        JsonObject json => (string?)json["metadata"]?["name"],
        _ => null,
    };

    private Task<JsonObject> ApplyAsync(ResourceType type, string? ns, string name, string body, bool force, CancellationToken ct) =>
        PatchAsync("apply", type, ns, name, new(body, V1Patch.PatchType.ApplyPatch), force, ct);

    private Task<JsonObject> PatchAsync(
        string verb, ResourceType type, string? ns, string name, V1Patch patch, bool? force, CancellationToken ct) =>
        CallAsync(What(verb, type, ns, name), objects => ns is null
            ? objects.PatchClusterCustomObjectAsync<JsonObject>(
                patch, type.Group, type.Version, type.Plural, Escaped(name),
                fieldManager: OwnerMark.FieldManager, force: force, cancellationToken: ct)
            : objects.PatchNamespacedCustomObjectAsync<JsonObject>(
                patch, type.Group, type.Version, Escaped(ns), type.Plural, Escaped(name),
                fieldManager: OwnerMark.FieldManager, force: force, cancellationToken: ct), ct);

    private async Task<T> CallAsync<T>(string what, Func<ICustomObjectsOperations, Task<T>> verb, CancellationToken ct)
        where T : class
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        try
        {
            return await verb(client.CustomObjects) ?? throw new JsonException("it is null");
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && KubernetesApiException.IsFailure(failure))
        {
            throw KubernetesApiException.Of(what, client.BaseUri, failure);
        }
    }
}
