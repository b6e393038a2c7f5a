using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>
/// Something of ours in the cluster, and the one request that removes it, as long as it has not changed since it was read.
/// </summary>
internal abstract record Remnant
{
    private Remnant(ResourceType type, JsonObject found) => (Type, Object) = (type, ObjectIdentity.Of(found));

    public ResourceType Type { get; }

    /// <summary>Empty for an object without one.</summary>
    public string Namespace => Object.Namespace ?? "";

    public string Name => Object.Name;

    public ObjectIdentity Object { get; }

    protected string Key => $"{Type.Kind} {Object}";

    /// <summary>What it is, such as <c>WasmPlugin shop/cart-wasmplugin</c>.</summary>
    public abstract override string ToString();

    /// <summary>
    /// Throws a <see cref="KubernetesApiException"/> with the reason <c>Conflict</c> if the object has changed since it was read.
    /// </summary>
    public abstract Task RemoveAsync(KubernetesApi api, CancellationToken ct);

    /// <summary>A whole object.</summary>
    public sealed record Whole(ResourceType Of, JsonObject Found) : Remnant(Of, Found)
    {
        public override string ToString() => Key;

        public override Task RemoveAsync(KubernetesApi api, CancellationToken ct) =>
            api.DeleteAsync(Type, Object.Namespace, Object.Name, new(Object.Uid, Object.ResourceVersion), ct);
    }

    /// <summary>Fields of an object that stays: JSON pointers, each to something that is there.</summary>
    public sealed record Part(ResourceType Of, JsonObject Found, string What, IReadOnlyList<string> Pointers) : Remnant(Of, Found)
    {
        /// <summary>The labels of ours that stay, which an annotation then names.</summary>
        public string? Left { get; init; }

        public bool HasAnnotations { get; init; }

        public override string ToString() => $"{What} of {Key}";

        public override Task RemoveAsync(KubernetesApi api, CancellationToken ct)
        {
            var patch = JsonPatch.Of(Object.ResourceVersion);
            foreach (var pointer in Pointers)
            {
                patch.Remove(pointer);
            }

            if (Left is not null)
            {
                _ = HasAnnotations
                    ? patch.Add(JsonPatch.Pointer("metadata", "annotations", IstioLabels.Left), Left)
                    : patch.Add("/metadata/annotations", new JsonObject { [IstioLabels.Left] = Left });
            }

            return api.PatchAsync(Type, Object.Namespace, Object.Name, patch, ct);
        }
    }
}
