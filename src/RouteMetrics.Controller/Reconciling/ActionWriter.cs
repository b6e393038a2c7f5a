using System.Buffers;
using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s.Models;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Documents.Yaml;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// Writes one action with one request, if the object has not changed since the decision; otherwise the API server reports a conflict.
/// </summary>
internal static class ActionWriter
{
    public static Task WriteAsync(KubernetesApi api, ReconcileAction action, CancellationToken cancellationToken) => action switch
    {
        // Forced, since admission writes the annotations in the name of others. No label of theirs is changed: in this version of the
        // Namespace, those that we write are absent or have our value.
        ReconcileAction.Mark(var ns, var marks, _) => api.ApplyAsync(
            ResourceType.Namespaces, null, ns.Name, NamespaceBody(ns, marks), force: true, cancellationToken),
        ReconcileAction.TakeBackWaypoint(var ns, _, var after) => api.PatchAsync(
            ResourceType.Namespaces, null, ns.Name,
            JsonPatch.Of(ns.ResourceVersion)
                .Remove(JsonPatch.Pointer("metadata", "labels", IstioLabels.UseWaypoint))
                .Replace(JsonPatch.Pointer("metadata", "annotations", IstioLabels.Enrolled), after.ToString()),
            cancellationToken),
        // Not by server-side apply, which would merge into an object that somebody else created meanwhile.
        ReconcileAction.Create(var type, var manifest) => api.CreateAsync(type, manifest.Namespace, JsonOf(manifest), cancellationToken),
        ReconcileAction.Change({ } type, var manifest, var existing) when type == ResourceType.Gateways =>
            ApplyAsync(api, type, manifest, existing, cancellationToken),
        ReconcileAction.Change(var type, var manifest, var existing) => api.PatchAsync(
            type, existing.Namespace, existing.Name,
            JsonPatch.Of(existing.ResourceVersion).Replace("/spec", SpecOf(manifest)), cancellationToken),
        ReconcileAction.Delete(var type, var existing) => api.DeleteAsync(
            type, existing.Namespace, existing.Name, new(existing.Uid, existing.ResourceVersion), cancellationToken),
        ReconcileAction.DeleteWaypoint(var existing) => api.DeleteAsync(
            ResourceType.Gateways, existing.Namespace, existing.Name, new(existing.Uid, existing.ResourceVersion), cancellationToken),
        ReconcileAction.LeaveForeign or ReconcileAction.KeepWaypoint or ReconcileAction.StandAside => Task.CompletedTask,
        _ => throw new UnreachableException(),
    };

    // Forced, since the object is ours; other fields stay.
    private static Task<JsonObject> ApplyAsync(
        KubernetesApi api, ResourceType type, Manifest manifest, ObjectIdentity existing, CancellationToken cancellationToken)
    {
        // An apply would create an object that was deleted meanwhile: the uid prevents that (kube-apiserver 1.20 answers 409), and the
        // version any other race.
        var body = JsonOf(manifest);
        if (body["metadata"] is JsonObject metadata)
        {
            (metadata["uid"], metadata["resourceVersion"]) = (existing.Uid, existing.ResourceVersion);
        }

        return api.ApplyAsync(type, existing.Namespace, existing.Name, body, force: true, cancellationToken);
    }

    // Pinned for the same reasons.
    private static V1Namespace NamespaceBody(ObjectIdentity ns, NamespaceMark marks) => new()
    {
        ApiVersion = V1Namespace.KubeApiVersion,
        Kind = V1Namespace.KubeKind,
        Metadata = new()
        {
            Name = ns.Name,
            Labels = new Dictionary<string, string>(marks.Labels, StringComparer.Ordinal),
            Annotations = new Dictionary<string, string>(marks.Annotations, StringComparer.Ordinal),
            Uid = ns.Uid,
            ResourceVersion = ns.ResourceVersion,
        },
    };

    /// <summary>The spec of a manifest, as it is written.</summary>
    public static JsonNode SpecOf(Manifest manifest) => JsonOf(manifest)["spec"]?.DeepClone() ?? new JsonObject();

    private static JsonObject JsonOf(Manifest manifest)
    {
        var text = new ArrayBufferWriter<byte>();
        ManifestText.WriteJson(text, manifest);
        return JsonNode.Parse(text.WrittenSpan)?.AsObject() ?? [];
    }
}
