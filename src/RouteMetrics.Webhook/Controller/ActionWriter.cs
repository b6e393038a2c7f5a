using System.Buffers;
using System.Diagnostics;
using System.Text.Json.Nodes;
using RouteMetrics.Cluster.Api;
using RouteMetrics.Cluster.Manifests;
using RouteMetrics.Cluster.Watching;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Webhook.Controller;

/// <summary>
/// Writes one action to the cluster, if the object still is what the action was decided by; otherwise the answer is a conflict. Each is one request.
/// </summary>
internal static class ActionWriter
{
    public static Task WriteAsync(KubernetesApi api, ReconcileAction action, CancellationToken cancellationToken) => action switch
    {
        // Without force: a label that got another value meanwhile is its user's.
        ReconcileAction.SetLabels(var ns, var labels) => api.ApplyAsync(ResourceType.Namespaces, null, ns.Name, NamespaceBody(ns, labels), force: false, cancellationToken),
        ReconcileAction.TakeBackWaypoint(var ns, _) => api.PatchAsync(
            ResourceType.Namespaces, null, ns.Name, new JsonArray(Unchanged(ns), Operation("remove", $"/metadata/labels/{IstioLabels.UseWaypoint.Replace("/", "~1", StringComparison.Ordinal)}")), cancellationToken),
        // Not by server-side apply, which would merge into an object that somebody else created meanwhile.
        ReconcileAction.Create(var type, var manifest) => api.CreateAsync(type, manifest.Namespace, JsonOf(manifest), cancellationToken),
        ReconcileAction.Change({ } type, var manifest, var existing) when type == ResourceType.Gateways => ApplyAsync(api, type, manifest, existing, cancellationToken),
        ReconcileAction.Change(var type, var manifest, var existing) => api.PatchAsync(
            type, existing.Namespace, existing.Name, new JsonArray(Unchanged(existing), Operation("replace", "/spec", JsonOf(manifest)["spec"]!.DeepClone())), cancellationToken),
        ReconcileAction.Delete(var type, var existing) => api.DeleteAsync(type, existing.Namespace, existing.Name, new(existing.Uid, existing.ResourceVersion), cancellationToken),
        ReconcileAction.LeaveForeign => Task.CompletedTask,
        _ => throw new UnreachableException(),
    };

    // Forced, since the object is ours: what its users added beside our fields stays.
    private static Task<JsonObject> ApplyAsync(KubernetesApi api, ResourceType type, Manifest manifest, ObjectIdentity existing, CancellationToken cancellationToken)
    {
        var body = JsonOf(manifest);
        Pin((JsonObject)body["metadata"]!, existing);
        return api.ApplyAsync(type, existing.Namespace, existing.Name, body, force: true, cancellationToken);
    }

    private static JsonObject NamespaceBody(ObjectIdentity ns, IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        var metadata = new JsonObject
        {
            ["name"] = ns.Name,
            ["labels"] = new JsonObject(labels.Select(static label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
        };
        Pin(metadata, ns);
        return new() { ["apiVersion"] = ResourceType.Namespaces.ApiVersion, ["kind"] = ResourceType.Namespaces.Kind, ["metadata"] = metadata };
    }

    // An apply would create what was deleted meanwhile: the uid forbids it (kube-apiserver 1.20 answers 409), the version makes sure of the rest.
    private static void Pin(JsonObject metadata, ObjectIdentity existing) =>
        (metadata["uid"], metadata["resourceVersion"]) = (existing.Uid, existing.ResourceVersion);

    // A version that is not the current one is a conflict.
    private static JsonObject Unchanged(ObjectIdentity existing) => Operation("replace", "/metadata/resourceVersion", existing.ResourceVersion);

    private static JsonObject Operation(string op, string path, JsonNode? value = null)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = path };
        if (value is not null)
        {
            operation["value"] = value;
        }

        return operation;
    }

    private static JsonObject JsonOf(Manifest manifest)
    {
        var text = new ArrayBufferWriter<byte>();
        ManifestText.WriteJson(text, manifest);
        return (JsonObject)JsonNode.Parse(text.WrittenSpan)!;
    }
}
