using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Operations;
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

    public static IEnumerable<Manifest> Of(IReadOnlyList<MeasuringProxy> proxies, RouteMetricsSettings settings) =>
        PlansOf(proxies, settings).Select(plan => Of(plan.Key, plan.Places, settings));

    public static IEnumerable<GeneratedObject> ObjectsOf(IReadOnlyList<MeasuringProxy> proxies, RouteMetricsSettings settings) =>
        PlansOf(proxies, settings).Select(static plan => new GeneratedObject(
            ObjectRef.Telemetry(plan.Key),
            [.. plan.Places.SelectMany(static place => place.Targets).Select(static target => target.Target)]));

    private static IEnumerable<(NamespacedName Key, IReadOnlyList<LabelledPlace> Places)> PlansOf(
        IReadOnlyList<MeasuringProxy> proxies, RouteMetricsSettings settings) => proxies
        .Where(static proxy => proxy is { IsWaypoint: true, Targets.Count: > 0 })
        .GroupBy(static proxy => proxy.Gateway.Namespace, StringComparer.Ordinal)
        .SelectMany(inNamespace => inNamespace.SelectMany(LabelledPlace.Of).Chunk(MostTargets).Select((chunk, index) => (
            NameFor(new(inNamespace.Key, index == 0 ? inNamespace.Key : $"{inNamespace.Key}-{index + 1}"), settings),
            (IReadOnlyList<LabelledPlace>)chunk)))
        .Concat(proxies
            .Where(static proxy => proxy is { IsWaypoint: false, Targets.Count: > 0 })
            .Select(proxy => (
                NameFor(proxy.Gateway with { Name = proxy.Owner }, settings), (IReadOnlyList<LabelledPlace>)[.. LabelledPlace.Of(proxy)])));

    private static NamespacedName NameFor(NamespacedName owner, RouteMetricsSettings settings) =>
        new(owner.Namespace, GeneratedName.For(settings.Names.Telemetry, owner.Name));

    private static Manifest Of(NamespacedName key, IReadOnlyList<LabelledPlace> places, RouteMetricsSettings settings)
    {
        var value = CelPrinter.Print(TagValue.Of([.. places.Select(static place => place.Proxy).Distinct()], settings));
        return ManifestShape.Of(
            "telemetry.istio.io/v1",
            "Telemetry",
            key,
            ManifestValue.MapOf(
                ("targetRefs", new ManifestValue.List([.. places.Select(static place => place.TargetRef)])),
                ("metrics", ManifestValue.ListOf(ManifestValue.MapOf(
                    ("overrides", new ManifestValue.List([.. settings.Metrics.Select(metric => OverrideOf(metric, value, settings))])))))));
    }

    private static ManifestValue.Map OverrideOf(string metric, string value, RouteMetricsSettings settings) => ManifestValue.MapOf(
        ("match", ManifestValue.MapOf(("metric", metric))),
        ("tagOverrides", ManifestValue.MapOf((settings.LabelName, ManifestValue.MapOf(("value", value))))));

    /// <summary>One targetRef: a whole proxy, or one Service of a waypoint that is shared with others.</summary>
    private sealed record LabelledPlace(MeasuringProxy Proxy, ManifestValue TargetRef, IReadOnlyList<TargetOperations> Targets)
    {
        public static IEnumerable<LabelledPlace> Of(MeasuringProxy proxy) => proxy.IsShared
            ? proxy.Targets.Select(target => new LabelledPlace(proxy, ManifestShape.ServiceRef(target.Target.Key.Name), [target]))
            : [new(proxy, ManifestShape.GatewayRef(proxy.Gateway.Name), proxy.Targets)];
    }
}
