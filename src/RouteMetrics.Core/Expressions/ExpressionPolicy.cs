using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Expressions;

/// <summary>
/// Judges WasmPlugins and Telemetries, which Istio itself takes unread: one bad expression in them blinds a whole waypoint or takes it
/// down. Objects of any other kind have no findings.
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
            case "WasmPlugin" or "Telemetry" when resource.Spec is null:
                sink.Add(
                    FindingCode.RMW112, spec.Path, null, $"has more than {IstioResource.MostValues} values, more than are looked at",
                    "take out what nobody reads");
                break;
            case "WasmPlugin":
                WasmPluginReview.Check(spec, settings.Module, sink);
                break;
            case "Telemetry":
                TelemetryReview.Check(spec, sink);
                break;
        }

        return findings.InDocumentOrder();
    }
}
