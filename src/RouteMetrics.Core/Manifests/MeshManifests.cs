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
        IReadOnlyList<TargetOperations> targets, IEnumerable<NamespaceResource> namespaces, EnrolledMesh mesh)
    {
        var settings = mesh.Settings;
        var proxies = MeasuringProxy.Of(targets, mesh);
        var plugins = settings.Engine == Engine.Attributegen ? proxies.SelectMany(proxy => WasmPluginManifest.Of(proxy, settings)) : [];
        return [
            .. InOrder(namespaces.Select(resource => NamespaceManifest.Of(resource, settings)).OfType<Manifest>()),
            .. InOrder(proxies.Where(proxy => IsOurs(proxy, mesh)).Select(proxy => WaypointManifest.Of(proxy.Gateway, settings))),
            .. InOrder(plugins),
            .. InOrder(TelemetryManifest.Of(proxies, settings)),
        ];
    }

    /// <summary>The labels of a Namespace that are ours to apply: those it lacks, and those that have our value already.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> NamespaceLabels(NamespaceResource resource, RouteMetricsSettings settings) =>
        NamespaceManifest.LabelsOf(resource, settings);

    /// <summary>Whether the Gateway has the spec of our waypoint; anything users added is theirs.</summary>
    public static bool IsWaypoint(GatewayResource gateway, RouteMetricsSettings settings) => WaypointManifest.IsMetBy(gateway, settings);

    // We create and own a waypoint only where its name is one that we generate.
    private static bool IsOurs(MeasuringProxy proxy, EnrolledMesh mesh) =>
        proxy.IsWaypoint && NamespaceEnrolment.IsGeneratedWaypoint(proxy.Gateway.Name, proxy.Gateway.Namespace, mesh.Settings);

    private static IEnumerable<Manifest> InOrder(IEnumerable<Manifest> manifests) => manifests
        .OrderBy(static manifest => manifest.Namespace, StringComparer.Ordinal)
        .ThenBy(static manifest => manifest.Name, StringComparer.Ordinal);
}
