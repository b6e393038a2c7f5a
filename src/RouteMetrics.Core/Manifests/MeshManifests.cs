using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Manifests;

/// <summary>The objects that make Istio count a mesh's requests by operation.</summary>
public static class MeshManifests
{
    /// <summary>The objects in apply order: Namespaces, Gateways, WasmPlugins, Telemetries; each by namespace and name.</summary>
    internal static IReadOnlyList<Manifest> Render(
        IReadOnlyList<MeasuringProxy> proxies, IEnumerable<NamespaceResource> namespaces, EnrolledMesh mesh)
    {
        var settings = mesh.Settings;
        var plugins = settings.Engine == Engine.Attributegen ? proxies.SelectMany(proxy => WasmPluginManifest.Of(proxy, settings)) : [];
        return [
            .. InOrder(namespaces.Select(resource => NamespaceManifest.Of(resource, settings)).OfType<Manifest>()),
            .. InOrder(proxies.Where(proxy => IsOurs(proxy, mesh)).Select(proxy => WaypointManifest.Of(
                proxy.Gateway, mesh.Snapshot.Namespace(proxy.Gateway.Namespace), settings))),
            .. InOrder(plugins),
            .. InOrder(proxies.SelectMany(proxy => TelemetryManifest.Of(proxy, settings))),
        ];
    }

    /// <summary>The names of the WasmPlugins and Telemetries of these proxies.</summary>
    internal static IEnumerable<GeneratedObject> ObjectsOf(IReadOnlyList<MeasuringProxy> proxies, RouteMetricsSettings settings) =>
        (settings.Engine == Engine.Attributegen ? proxies.SelectMany(proxy => WasmPluginManifest.ObjectsOf(proxy, settings)) : [])
        .Concat(proxies.SelectMany(proxy => TelemetryManifest.ObjectsOf(proxy, settings)));

    /// <summary>Whether the Gateway has the spec and the revision of our waypoint; anything users added is theirs.</summary>
    public static bool IsWaypoint(GatewayResource gateway, NamespaceResource? ns, RouteMetricsSettings settings) =>
        WaypointManifest.IsMetBy(gateway, ns, settings);

    // We create and own a waypoint only where its name is one that we generate. Where everything is held, none is made, and none removed.
    private static bool IsOurs(MeasuringProxy proxy, EnrolledMesh mesh) =>
        proxy.IsWaypoint && proxy.Gateway.Namespace == proxy.Namespace
        && (proxy.Targets.Count > 0 || mesh.Snapshot.Gateway(proxy.Gateway) is not null)
        && NamespaceEnrolment.IsGeneratedWaypoint(proxy.Gateway.Name, proxy.Gateway.Namespace, mesh.Settings);

    private static IEnumerable<Manifest> InOrder(IEnumerable<Manifest> manifests) => manifests
        .OrderBy(static manifest => manifest.Namespace, StringComparer.Ordinal)
        .ThenBy(static manifest => manifest.Name, StringComparer.Ordinal);
}
