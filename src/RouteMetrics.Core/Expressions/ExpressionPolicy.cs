using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Expressions;

/// <summary>
/// Judges WasmPlugins, TrafficExtensions and Telemetries, which Istio takes unread; one bad expression can take a waypoint down.
/// </summary>
public static class ExpressionPolicy
{
    /// <summary>The findings, in the order of the document; those whose code is off are left out.</summary>
    public static IReadOnlyList<Finding> FindingsOf(IstioResource resource, RouteMetricsSettings settings)
    {
        var findings = new FindingList(settings.Severities);
        var sink = new FindingSink(resource.Object, findings);
        var spec = new SpecNode(resource.Spec, "spec");
        switch (resource.Object.Kind)
        {
            case "WasmPlugin" or "TrafficExtension" or "Telemetry" when resource.Spec is null:
                sink.Add(
                    FindingCode.RMW112, spec.Path, null, $"has more than {IstioResource.MostValues} values, more than are looked at",
                    "take out what nobody reads");
                break;
            case "WasmPlugin":
                new WasmPluginReview(spec, spec, resource.Object.Kind, sink).Check(settings.ModuleToLoad);
                break;
            case "TrafficExtension":
                new WasmPluginReview(spec, spec["wasm"], resource.Object.Kind, sink).Check(settings.ModuleToLoad);
                break;
            case "Telemetry":
                TelemetryReview.Check(spec, sink);
                break;
        }

        return findings.InDocumentOrder();
    }
}
