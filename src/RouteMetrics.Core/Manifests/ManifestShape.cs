using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Manifests;

/// <summary>The parts that all our objects share.</summary>
internal static class ManifestShape
{
    /// <summary>An object with our owner mark, by which alone it may be removed.</summary>
    public static Manifest Of(string apiVersion, string kind, NamespacedName key, ManifestValue spec) =>
        Of(apiVersion, kind, key, [], spec);

    public static Manifest Of(
        string apiVersion, string kind, NamespacedName key, IReadOnlyList<(string, ManifestValue)> labels, ManifestValue spec) => new(
        apiVersion,
        kind,
        key.Namespace,
        key.Name,
        ManifestValue.MapOf(
            ("apiVersion", apiVersion),
            ("kind", kind),
            ("metadata", ManifestValue.MapOf(
                ("name", key.Name),
                ("namespace", key.Namespace),
                ("labels", ManifestValue.MapOf([(IstioLabels.ManagedBy, IstioLabels.Manager), .. labels])))),
            ("spec", spec)));

    public static ManifestValue GatewayRef(string name) => TargetRef(ParentRef.GatewayGroup, "Gateway", name);

    public static ManifestValue ServiceRef(string name) => TargetRef("", "Service", name);

    private static ManifestValue.Map TargetRef(string group, string kind, string name) =>
        ManifestValue.MapOf(("group", group), ("kind", kind), ("name", name));
}
