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

    /// <summary>An entry of <c>targetRefs</c>; the object is in the namespace of the target.</summary>
    public static ManifestValue TargetRef(Target target) =>
        ManifestValue.MapOf(("group", target.Group), ("kind", target.Kind.ToString()), ("name", target.Key.Name));
}
