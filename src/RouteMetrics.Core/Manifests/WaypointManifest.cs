using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Manifests;

/// <summary>The waypoint Gateway, as <c>istioctl waypoint generate</c> makes it (istio istioctl/pkg/waypoint/waypoint.go).</summary>
internal static class WaypointManifest
{
    private const long HbonePort = 15008;

    public static Manifest Of(NamespacedName key, RouteMetricsSettings settings) => ManifestShape.Of(
        $"{ParentRef.GatewayGroup}/v1",
        "Gateway",
        key,
        [(IstioLabels.WaypointFor, "service")],
        ManifestValue.MapOf(
            ("gatewayClassName", settings.GatewayClasses.Waypoint),
            ("listeners", ManifestValue.ListOf(ManifestValue.MapOf(("name", "mesh"), ("port", HbonePort), ("protocol", "HBONE"))))));
}
