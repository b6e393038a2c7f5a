using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Manifests;

/// <summary>
/// One object to apply. <paramref name="Namespace"/> is null for a cluster-scoped one; <paramref name="Body"/> is the whole object.
/// </summary>
public sealed record Manifest(string ApiVersion, string Kind, string? Namespace, string Name, ManifestValue.Map Body)
{
    public ResourceType Type =>
        ResourceType.Of(ApiVersion, Kind) ?? throw new InvalidOperationException($"{ApiVersion} {Kind} is no resource that is applied");
}
