using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Admission;

/// <summary>Judges a WasmPlugin, a TrafficExtension or a Telemetry by <see cref="ExpressionPolicy"/>.</summary>
internal static class ExpressionValidation
{
    /// <summary>
    /// Most severe first, then in document order. Fields that cannot be read are not findings: the API server has already validated the
    /// object against its CRD.
    /// </summary>
    public static IReadOnlyList<Finding> FindingsOf(ReviewedIstioResource reviewed, RouteMetricsSettings settings) =>
        [.. ExpressionPolicy.FindingsOf(reviewed.Resource, settings).OrderByDescending(static finding => finding.Severity)];
}
