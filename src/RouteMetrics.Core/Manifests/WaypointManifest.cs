using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Manifests;

/// <summary>The waypoint Gateway, as <c>istioctl waypoint generate</c> makes it (istio istioctl/pkg/waypoint/waypoint.go).</summary>
internal static class WaypointManifest
{
    private const int HbonePort = 15008;
    private const string Hbone = "HBONE";
    private const string ListenerName = "mesh";

    /// <summary>Whether a Gateway has what the manifest asks of its spec, whatever else its users gave it.</summary>
    public static bool IsMetBy(GatewayResource gateway, RouteMetricsSettings settings) =>
        gateway.ClassName == settings.GatewayClasses.Waypoint
        && gateway.Listeners.Any(static listener => listener is { Name: ListenerName, Port: HbonePort, Protocol: Hbone });

    public static Manifest Of(NamespacedName key, RouteMetricsSettings settings) => ManifestShape.Of(
        $"{ParentRef.GatewayGroup}/v1",
        "Gateway",
        key,
        [(IstioLabels.WaypointFor, IstioLabels.Service)],
        ManifestValue.MapOf(
            ("gatewayClassName", settings.GatewayClasses.Waypoint),
            ("listeners", ManifestValue.ListOf(ManifestValue.MapOf(("name", ListenerName), ("port", HbonePort), ("protocol", Hbone))))));
}
