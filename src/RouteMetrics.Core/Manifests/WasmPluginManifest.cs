using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Manifests;

/// <summary>
/// The WasmPlugins of one proxy. Fixed on purpose: phase AUTHN and ON_REQUEST see the request before any rewrite; FAIL_OPEN, since a failed
/// download would otherwise answer 403 to everything; no selector, match or pluginName, which waypoints ignore or which disable the module.
/// </summary>
internal static class WasmPluginManifest
{
    /// <summary>The filter state key is <c>wasm.</c> and this (proxy-wasm <c>setProperty</c>).</summary>
    public const string Attribute = "istio_operationId";

    public static IEnumerable<Manifest> Of(MeasuringProxy proxy, RouteMetricsSettings settings) =>
        proxy.IsWaypoint && settings.AttachTo == AttachTo.Service
            ? proxy.Targets.Select(target => Of(
                target.Target.Key, ManifestShape.ServiceRef(target.Target.Key.Name), target.Operations, settings))
            : [Of(
                proxy.Gateway with { Name = proxy.Owner },
                ManifestShape.GatewayRef(proxy.Gateway.Name),
                [.. proxy.Targets.SelectMany(static target => target.Operations)],
                settings)];

    private static Manifest Of(
        NamespacedName owner, ManifestValue targetRef, IReadOnlyList<Operation> operations, RouteMetricsSettings settings) =>
        ManifestShape.Of(
            "extensions.istio.io/v1alpha1",
            "WasmPlugin",
            new(owner.Namespace, GeneratedName.For(settings.Names.WasmPlugin, owner.Name)),
            ManifestValue.MapOf(
                ("targetRefs", ManifestValue.ListOf(targetRef)),
                ("url", settings.Module.Url),
                ("sha256", settings.Module.Sha256),
                ("imagePullPolicy", "IfNotPresent"),
                ("failStrategy", "FAIL_OPEN"),
                ("phase", "AUTHN"),
                ("pluginConfig", ManifestValue.MapOf(
                    ("attributes", ManifestValue.ListOf(ManifestValue.MapOf(
                        ("output_attribute", Attribute),
                        ("phase", "ON_REQUEST"),
                        ("match", new ManifestValue.List([.. operations.Select(MatchOf)])))))))));

    private static ManifestValue MatchOf(Operation operation) => ManifestValue.MapOf(
        ("value", operation.Value),
        ("condition", CelPrinter.Print(operation.Condition ?? throw new InvalidOperationException(
            $"operation {operation.Value} is of the native engine and has no condition"))));
}
