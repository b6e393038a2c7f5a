using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Conditions;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Manifests;

/// <summary>
/// The CEL value of the label. An expression that does not compile here takes down the whole listener, so it holds nothing but literals of
/// our printer. An absent key is an evaluation error, for which istio.stats itself writes <c>unknown</c>.
/// </summary>
internal static class TagValue
{
    public const string IstioUnknown = "unknown";

    private static readonly CelExpression FilterState = new CelExpression.Identifier("filter_state");

    /// <summary>For one target, or one Gateway.</summary>
    public static CelExpression Of(TargetOperations target, RouteMetricsSettings settings) =>
        settings.Engine == Engine.Native ? ByRouteName(target, settings) : ByFilterState(settings);

    private static CelExpression ByFilterState(RouteMetricsSettings settings)
    {
        const string Key = "wasm." + WasmPluginManifest.Attribute;
        var value = EnvoyTerms.At(FilterState, EnvoyTerms.Text(Key));
        return settings.UnmatchedName == IstioUnknown
            ? value
            : new CelExpression.Conditional(EnvoyTerms.In(Key, FilterState), value, EnvoyTerms.Text(settings.UnmatchedName));
    }

    /// <summary>Envoy's route name: the rule's name as written, else <c>namespace.route.rule</c> (gateway/conversion.go).</summary>
    private static CelExpression ByRouteName(TargetOperations target, RouteMetricsSettings settings) =>
        settings.UnmatchedName == IstioUnknown
            ? TagTree.Of(target.Operations, null)
            : new CelExpression.Conditional(
                new CelExpression.Has(EnvoyTerms.RouteName),
                TagTree.Of(target.Operations, settings.UnmatchedName),
                EnvoyTerms.Text(settings.UnmatchedName));
}
