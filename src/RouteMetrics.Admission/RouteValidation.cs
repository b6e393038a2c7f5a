using RouteMetrics.Core;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Admission;

/// <summary>Judges a route by its plan among the other objects of the snapshot.</summary>
internal static class RouteValidation
{
    /// <summary>Findings of <paramref name="reviewed"/>, most severe first; each severity in document order.</summary>
    public static IReadOnlyList<Finding> FindingsOf(ReviewedRoute reviewed, RouteMetricsSettings settings, MeshSnapshot snapshot)
    {
        var found = RoutePlan.OfRoute(reviewed.Route, snapshot, settings).Findings;
        if (found.Count == 0 && reviewed.Faults.Count == 0)
        {
            return [];
        }

        var faults = reviewed.Faults.Select(fault => FindingOf(fault, reviewed, settings));
        return [.. faults.Concat(found).Where(finding => finding.Severity != Severity.Off).OrderByDescending(finding => finding.Severity)];
    }

    // A field of the wrong type. It has the severity of any other value that the CRD rejects.
    private static Finding FindingOf(ReadFault fault, ReviewedRoute reviewed, RouteMetricsSettings settings) => new(
        FindingCode.RMW012,
        settings.Severities.GetValueOrDefault(FindingCode.RMW012, Severity.Deny),
        ObjectRef.Route(reviewed.Route.Key),
        fault.Path,
        // The value of a fault is JSON and already quoted.
        Value: null,
        fault.Value is null ? fault.Reason : $"{fault.Value}: {fault.Reason}",
        $"write it as the CRD of {reviewed.Route.Key.KindName} has it");
}
