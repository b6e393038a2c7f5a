using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// WasmPlugins and Telemetries of a release that kept no record, up to 0.1.0. It named requests by other conditions and had one Telemetry for
/// a namespace, so what it wrote is nowhere wanted as it is. A waypoint is as it was then.
/// </summary>
internal static class EarlierObjects
{
    /// <summary>A Telemetry took 16 waypoints, and further ones were numbered from 2 on; more than this is no namespace.</summary>
    private const int MostTelemetries = 16;

    /// <summary>
    /// Whether it wrote this: our field manager owns labels of the Namespace, which takes the right to patch Namespaces, and no annotation
    /// says so, as it has since; the name is one that it gave, and nobody else has written anything of the object.
    /// </summary>
    public static bool Has(ExistingObject item, NamespaceView view, NamespaceResource resource, RouteMetricsSettings settings) =>
        item.Found.Mark.IsAlone
        && resource.OwnedLabels.Count > 0
        && !resource.Annotations.ContainsKey(IstioLabels.Enrolled)
        && NamesOf(item.Type, view, settings).Contains(item.Identity.Name, StringComparer.Ordinal);

    private static IEnumerable<string> NamesOf(ResourceType type, NamespaceView view, RouteMetricsSettings settings)
    {
        var owners = view.Mesh.ServicesIn(view.Name).Select(static service => service.Key.Name)
            .Concat(view.Mesh.GatewaysIn(view.Name).Select(static gateway => gateway.Key.Name));
        return type == ResourceType.WasmPlugins ? owners.SelectMany(owner => Named(settings.Names.WasmPlugin, owner))
            : type == ResourceType.Telemetries ? owners.Concat(OfNamespace(view.Name)).SelectMany(owner => Named(settings.Names.Telemetry, owner))
            : [];
    }

    private static IEnumerable<string> OfNamespace(string name) =>
        Enumerable.Range(2, MostTelemetries).Select(number => $"{name}-{number}").Prepend(name);

    private static IEnumerable<string> Named(string pattern, string owner) =>
        GeneratedName.EarlierFor(pattern, owner) is { } earlier ? [GeneratedName.For(pattern, owner), earlier] : [GeneratedName.For(pattern, owner)];
}
