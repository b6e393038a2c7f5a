using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Manifests;

/// <summary>
/// The Telemetries: they label the metrics with the operation. Always by targetRefs: of several without, Istio takes the oldest in silence.
/// No providers and no mode: providers set here would replace the mesh's own, and waypoints report as servers, Gateways as clients.
/// </summary>
internal static class TelemetryManifest
{
    /// <summary>The most targetRefs that one object takes (istio/api telemetry.proto).</summary>
    private const int MostTargets = 16;

    public static IEnumerable<Manifest> Of(IReadOnlyList<MeasuringProxy> proxies, RouteMetricsSettings settings) => proxies
        .Where(static proxy => proxy.IsWaypoint)
        .GroupBy(static proxy => proxy.Gateway.Namespace, StringComparer.Ordinal)
        .SelectMany(inNamespace => inNamespace.Chunk(MostTargets).Select((chunk, index) => Of(
            new(inNamespace.Key, index == 0 ? inNamespace.Key : $"{inNamespace.Key}-{index + 1}"), chunk, settings)))
        .Concat(proxies
            .Where(static proxy => !proxy.IsWaypoint)
            .Select(proxy => Of(proxy.Gateway with { Name = proxy.Owner }, [proxy], settings)));

    private static Manifest Of(NamespacedName owner, IReadOnlyList<MeasuringProxy> proxies, RouteMetricsSettings settings)
    {
        var value = CelPrinter.Print(TagValue.Of(proxies, settings));
        return ManifestShape.Of(
            "telemetry.istio.io/v1",
            "Telemetry",
            new(owner.Namespace, GeneratedName.For(settings.Names.Telemetry, owner.Name)),
            ManifestValue.MapOf(
                ("targetRefs", new ManifestValue.List([.. proxies.Select(static proxy => ManifestShape.GatewayRef(proxy.Gateway.Name))])),
                ("metrics", ManifestValue.ListOf(ManifestValue.MapOf(
                    ("overrides", new ManifestValue.List([.. settings.Metrics.Select(metric => OverrideOf(metric, value, settings))])))))));
    }

    private static ManifestValue.Map OverrideOf(string metric, string value, RouteMetricsSettings settings) => ManifestValue.MapOf(
        ("match", ManifestValue.MapOf(("metric", metric))),
        ("tagOverrides", ManifestValue.MapOf((settings.LabelName, ManifestValue.MapOf(("value", value))))));
}
