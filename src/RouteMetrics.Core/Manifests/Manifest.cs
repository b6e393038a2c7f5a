using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Manifests;

/// <summary>One whole object to apply; <paramref name="Namespace"/> is null for a cluster-scoped one.</summary>
public sealed record Manifest(string ApiVersion, string Kind, string? Namespace, string Name, ManifestValue.Map Body)
{
    public ResourceType Type =>
        ResourceType.Of(ApiVersion, Kind) ?? throw new InvalidOperationException($"{ApiVersion} {Kind} is no resource that is applied");
}
