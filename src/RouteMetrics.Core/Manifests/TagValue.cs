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
    private const string IstioUnknown = "unknown";

    private static readonly CelExpression FilterState = new CelExpression.Identifier("filter_state");

    public static CelExpression Of(IReadOnlyList<MeasuringProxy> proxies, RouteMetricsSettings settings) =>
        settings.Engine == Engine.Native ? ByRouteName(proxies, settings) : ByFilterState(settings);

    private static CelExpression ByFilterState(RouteMetricsSettings settings)
    {
        const string Key = "wasm." + WasmPluginManifest.Attribute;
        return Defaulted(EnvoyTerms.In(Key, FilterState), EnvoyTerms.At(FilterState, EnvoyTerms.Text(Key)), settings);
    }

    /// <summary>Envoy's route name: the rule's name as written, else <c>namespace.route.rule</c> (gateway/conversion.go).</summary>
    private static CelExpression ByRouteName(IReadOnlyList<MeasuringProxy> proxies, RouteMetricsSettings settings)
    {
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var operation in proxies.SelectMany(static proxy => proxy.Targets).SelectMany(static target => target.Operations))
        {
            names.TryAdd(operation.RouteName, operation.Value);
        }

        var map = new CelExpression.Map(
            [.. names.Select(static name => new MapEntry(EnvoyTerms.Text(name.Key), EnvoyTerms.Text(name.Value)))]);
        var known = CelExpression.AllOf([
            new CelExpression.Has(EnvoyTerms.RouteName),
            new CelExpression.Relation(EnvoyTerms.RouteName, CelRelation.In, map),
        ]);
        return Defaulted(known, EnvoyTerms.At(map, EnvoyTerms.RouteName), settings);
    }

    private static CelExpression Defaulted(CelExpression known, CelExpression value, RouteMetricsSettings settings) =>
        settings.UnmatchedName == IstioUnknown
            ? value
            : new CelExpression.Conditional(known, value, EnvoyTerms.Text(settings.UnmatchedName));
}
