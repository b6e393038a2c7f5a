using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Core.Manifests;

public static class MeshManifests
{
    /// <summary>The objects to apply, in apply order: Namespaces, Gateways, WasmPlugins, Telemetries; each kind by namespace and name.</summary>
    public static IReadOnlyList<Manifest> Render(MeshState state, MeshPlan plan, RouteMetricsSettings settings) =>
        throw new System.Diagnostics.UnreachableException();
}
