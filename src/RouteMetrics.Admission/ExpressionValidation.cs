using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Admission;

/// <summary>Judges a WasmPlugin or a Telemetry by <see cref="ExpressionPolicy"/>.</summary>
internal static class ExpressionValidation
{
    /// <summary>
    /// Most severe first; each severity in document order. What of the object cannot be read is not told here: the API server has held it
    /// against the CRD before.
    /// </summary>
    public static IReadOnlyList<Finding> FindingsOf(ReviewedIstioResource reviewed, RouteMetricsSettings settings) =>
        [.. ExpressionPolicy.FindingsOf(reviewed.Resource, settings).OrderByDescending(static finding => finding.Severity)];
}
