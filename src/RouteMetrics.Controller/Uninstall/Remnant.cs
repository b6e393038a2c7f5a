using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>
/// Something of ours in the cluster, and the one request that takes it away: from what was read, and not from what it became meanwhile.
/// </summary>
internal abstract record Remnant
{
    private Remnant(ResourceType type, JsonObject found)
    {
        Type = type;
        Namespace = (string?)found["metadata"]?["namespace"];
        Name = (string?)found["metadata"]?["name"] ?? "";
        Uid = (string?)found["metadata"]?["uid"] ?? "";
        ResourceVersion = (string?)found["metadata"]?["resourceVersion"] ?? "";
    }

    public ResourceType Type { get; }

    /// <summary>Null for an object of the whole cluster.</summary>
    public string? Namespace { get; }

    public string Name { get; }

    protected string Uid { get; }

    protected string ResourceVersion { get; }

    protected string Key => Namespace is null ? $"{Type.Kind} {Name}" : $"{Type.Kind} {Namespace}/{Name}";

    /// <summary>What it is, such as <c>WasmPlugin shop/cart-wasmplugin</c>.</summary>
    public abstract override string ToString();

    /// <summary>
    /// Whoever has changed the object since it was read makes this a <see cref="KubernetesApiException"/> of reason <c>Conflict</c>.
    /// </summary>
    public abstract Task RemoveAsync(KubernetesApi api, CancellationToken cancellationToken);

    /// <summary>A whole object.</summary>
    public sealed record Whole(ResourceType Of, JsonObject Found) : Remnant(Of, Found)
    {
        public override string ToString() => Key;

        public override Task RemoveAsync(KubernetesApi api, CancellationToken cancellationToken) =>
            api.DeleteAsync(Type, Namespace, Name, new(Uid, ResourceVersion), cancellationToken);
    }

    /// <summary>Fields of an object that stays: JSON pointers, each to something that is there.</summary>
    public sealed record Part(ResourceType Of, JsonObject Found, string What, IReadOnlyList<string> Pointers) : Remnant(Of, Found)
    {
        public override string ToString() => $"{What} of {Key}";

        public override Task RemoveAsync(KubernetesApi api, CancellationToken cancellationToken)
        {
            var patch = JsonPatch.Of(ResourceVersion);
            foreach (var pointer in Pointers)
            {
                patch.Remove(pointer);
            }

            return api.PatchAsync(Type, Namespace, Name, patch, cancellationToken);
        }
    }
}
