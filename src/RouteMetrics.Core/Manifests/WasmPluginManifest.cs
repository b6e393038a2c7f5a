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
public static class WasmPluginManifest
{
    /// <summary>The filter state key is <c>wasm.</c> and this (proxy-wasm <c>setProperty</c>).</summary>
    internal const string Attribute = "istio_operationId";

    /// <summary>The module of a WasmPlugin; null for another kind of object.</summary>
    public static PluginModule? ModuleOf(Manifest manifest) => manifest.Type == ResourceType.WasmPlugins
        ? ModuleOf(manifest.Body.Entries.FirstOrDefault(static entry => entry.Key == "spec").Value as ManifestValue.Map)
        : null;

    /// <summary>The module of a WasmPlugin with this spec, whoever wrote it.</summary>
    public static PluginModule ModuleOf(ManifestValue.Map? spec) => new(TextOf(spec, "url"), TextOf(spec, "sha256"));

    /// <summary>A WasmPlugin of ours, but for this module.</summary>
    public static Manifest WithModule(Manifest plugin, PluginModule module) => plugin with
    {
        Body = With(plugin.Body, entry => entry.Key == "spec" && entry.Value is ManifestValue.Map spec
            ? With(spec, field => field.Key switch { "url" => module.Url, "sha256" => module.Sha256, _ => field.Value })
            : entry.Value),
    };

    internal static IEnumerable<Manifest> Of(MeasuringProxy proxy, RouteMetricsSettings settings) =>
        PlansOf(proxy, settings).Select(plan => Of(
            plan.Key, plan.TargetRef, OperationsOf(plan.Targets), settings));

    internal static IEnumerable<GeneratedObject> ObjectsOf(MeasuringProxy proxy, RouteMetricsSettings settings) =>
        PlansOf(proxy, settings).Select(static plan =>
            new GeneratedObject(ObjectRef.WasmPlugin(plan.Key), [.. plan.Targets.Select(static target => target.Target)]));

    private static IEnumerable<(NamespacedName Key, ManifestValue TargetRef, IReadOnlyList<TargetOperations> Targets)> PlansOf(
        MeasuringProxy proxy, RouteMetricsSettings settings)
    {
        if (proxy.IsWaypoint && settings.AttachTo == AttachTo.Service)
        {
            foreach (var target in proxy.Targets)
            {
                var owner = target.Target.Key with { Name = proxy.OwnerOf(target.Target) };
                yield return (NameFor(owner, settings), ManifestShape.TargetRef(target.Target), [target]);
            }
        }
        else if (proxy.Targets.Count > 0)
        {
            yield return (
                NameFor(proxy.Gateway with { Name = proxy.Owner }, settings),
                ManifestShape.TargetRef(new(TargetKind.Gateway, proxy.Gateway)), proxy.Targets);
        }
    }

    // Two matches may have one name and one condition, and a rule may be at several Services of a waypoint.
    private static IReadOnlyList<Operation> OperationsOf(IReadOnlyList<TargetOperations> targets) =>
        [.. targets.SelectMany(static target => target.Operations).DistinctBy(static operation => (operation.Value, operation.Condition))];

    private static NamespacedName NameFor(NamespacedName owner, RouteMetricsSettings settings) =>
        new(owner.Namespace, GeneratedName.For(settings.Names.WasmPlugin, owner.Name));

    private static Manifest Of(
        NamespacedName key, ManifestValue targetRef, IReadOnlyList<Operation> operations, RouteMetricsSettings settings) =>
        ManifestShape.Of(
            "extensions.istio.io/v1alpha1",
            "WasmPlugin",
            key,
            ManifestValue.MapOf(
                ("targetRefs", ManifestValue.ListOf(targetRef)),
                ("url", settings.ModuleToLoad.Url),
                ("sha256", settings.ModuleToLoad.Sha256),
                ("imagePullPolicy", "IfNotPresent"),
                ("failStrategy", "FAIL_OPEN"),
                ("phase", "AUTHN"),
                ("pluginConfig", ManifestValue.MapOf(
                    ("attributes", ManifestValue.ListOf(ManifestValue.MapOf(
                        ("output_attribute", Attribute),
                        ("phase", "ON_REQUEST"),
                        ("match", new ManifestValue.List([.. operations.Select(MatchOf)])))))))));

    private static string TextOf(ManifestValue.Map? spec, string key) =>
        spec?.Entries.FirstOrDefault(entry => entry.Key == key).Value is ManifestValue.Text text ? text.Value : "";

    private static ManifestValue.Map With(ManifestValue.Map map, Func<KeyValuePair<string, ManifestValue>, ManifestValue> value) =>
        new([.. map.Entries.Select(entry => KeyValuePair.Create(entry.Key, value(entry)))]);

    private static ManifestValue MatchOf(Operation operation) => ManifestValue.MapOf(
        ("value", operation.Value),
        ("condition", CelPrinter.Print(operation.Condition ?? throw new InvalidOperationException(
            $"operation {operation.Value} is of the native engine and has no condition"))));
}
