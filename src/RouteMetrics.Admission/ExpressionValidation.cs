using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Admission;

/// <summary>Judges a WasmPlugin, a TrafficExtension or a Telemetry by <see cref="ExpressionPolicy"/>.</summary>
internal static class ExpressionValidation
{
    /// <summary>
    /// Most severe first, then in document order. Fields that cannot be read are not findings: the API server has already validated the
    /// object against its CRD.
    /// </summary>
    public static IReadOnlyList<Finding> FindingsOf(ReviewedIstioResource reviewed, RouteMetricsSettings settings, MeshSnapshot snapshot) =>
    [
        .. ExpressionPolicy.FindingsOf(reviewed.Resource, settings)
            .Concat(SecondWriters.Of(AsStored(reviewed.Resource, snapshot), snapshot, settings))
            .OrderByDescending(static finding => finding.Severity),
    ];

    // A change makes it no younger, and nothing in the review says whether it is ours.
    private static AttachedObject AsStored(IstioResource resource, MeshSnapshot snapshot)
    {
        var item = AttachedSpec.Of(resource);
        return snapshot.AttachedObject(resource.Object) is { } stored
            ? item with { CreationTimestamp = stored.CreationTimestamp, IsOurs = stored.IsOurs, IsGivenUp = stored.IsGivenUp }
            : item;
    }
}
