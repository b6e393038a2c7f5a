using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Manifests;

/// <summary>
/// The Telemetries: they label the metrics with the operation. One for each Service or ServiceEntry, which follows it to each of its
/// waypoints (measured), tags nothing else, and is not copied into the filter chains of others; and one for each Gateway. Always by targetRefs: of several
/// without, Istio takes the oldest in silence. No providers and no mode: providers set here would replace the mesh's own, and waypoints
/// report as servers, Gateways as clients.
/// </summary>
internal static class TelemetryManifest
{
    public static IEnumerable<Manifest> Of(MeasuringProxy proxy, RouteMetricsSettings settings) =>
        proxy.Targets.Select(target => Of(KeyOf(proxy, target, settings), target, settings));

    public static IEnumerable<GeneratedObject> ObjectsOf(MeasuringProxy proxy, RouteMetricsSettings settings) =>
        proxy.Targets.Select(target => new GeneratedObject(ObjectRef.Telemetry(KeyOf(proxy, target, settings)), [target.Target]));

    private static NamespacedName KeyOf(MeasuringProxy proxy, TargetOperations target, RouteMetricsSettings settings) =>
        new(target.Target.Key.Namespace, GeneratedName.For(settings.Names.Telemetry, proxy.OwnerOf(target.Target)));

    private static Manifest Of(NamespacedName key, TargetOperations target, RouteMetricsSettings settings)
    {
        var value = CelPrinter.Print(TagValue.Of(target, settings));
        return ManifestShape.Of(
            "telemetry.istio.io/v1",
            "Telemetry",
            key,
            ManifestValue.MapOf(
                ("targetRefs", ManifestValue.ListOf(ManifestShape.TargetRef(target.Target))),
                ("metrics", ManifestValue.ListOf(ManifestValue.MapOf(
                    ("overrides", new ManifestValue.List([.. settings.Metrics.Select(metric => OverrideOf(metric, value, settings))])))))));
    }

    private static ManifestValue.Map OverrideOf(string metric, string value, RouteMetricsSettings settings) => ManifestValue.MapOf(
        ("match", ManifestValue.MapOf(("metric", metric))),
        ("tagOverrides", ManifestValue.MapOf((settings.LabelName, ManifestValue.MapOf(("value", value))))));
}
