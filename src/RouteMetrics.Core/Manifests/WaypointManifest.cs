using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Manifests;

/// <summary>The waypoint Gateway, as <c>istioctl waypoint generate</c> makes it (istio istioctl/pkg/waypoint/waypoint.go).</summary>
internal static class WaypointManifest
{
    private const int HbonePort = 15008;
    private const string Hbone = "HBONE";
    private const string ListenerName = "mesh";

    /// <summary>Whether a Gateway has what the manifest asks of it, whatever else its users gave it.</summary>
    public static bool IsMetBy(GatewayResource gateway, NamespaceResource? ns, RouteMetricsSettings settings) =>
        gateway.ClassName == settings.GatewayClasses.Waypoint
        && (RevisionOf(ns, settings) is not { } revision || gateway.Revision == revision)
        && gateway.Listeners.Any(static listener => listener is { Name: ListenerName, Port: HbonePort, Protocol: Hbone });

    public static Manifest Of(NamespacedName key, NamespaceResource? ns, RouteMetricsSettings settings) => ManifestShape.Of(
        $"{ParentRef.GatewayGroup}/v1",
        "Gateway",
        key,
        [
            .. RevisionOf(ns, settings) is { } revision ? [(IstioLabels.Revision, revision)] : Array.Empty<(string, ManifestValue)>(),
            (IstioLabels.WaypointFor, IstioLabels.Service),
        ],
        ManifestValue.MapOf(
            ("gatewayClassName", settings.GatewayClasses.Waypoint),
            ("listeners", ManifestValue.ListOf(ManifestValue.MapOf(("name", ListenerName), ("port", HbonePort), ("protocol", Hbone))))));

    /// <summary>
    /// The revision of istiod that is to program the waypoint: the namespace's, which Istio takes too where the Gateway has no label of its
    /// own (istio pkg/revisions/tag_watcher.go IsMine), else the configured one. Null leaves it to the default revision.
    /// </summary>
    private static string? RevisionOf(NamespaceResource? ns, RouteMetricsSettings settings) =>
        ns?.Labels.GetValueOrDefault(IstioLabels.Revision) is { Length: > 0 } revision ? revision
        : settings.WaypointRevision.Length > 0 ? settings.WaypointRevision
        : null;
}
