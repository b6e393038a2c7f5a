using RouteMetrics.Cluster.GatewayApi;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Webhook.Admission;

/// <summary>Judges an HTTPRoute by what its synthesis finds: among the routes around it, or by itself where these are not known.</summary>
internal static class RouteValidation
{
    /// <summary>Findings of <paramref name="reviewed"/>, most severe first; each severity in document order.</summary>
    public static IReadOnlyList<Finding> FindingsOf(ReviewedRoute reviewed, RouteMetricsSettings settings, MeshState? around)
    {
        var found = around is null ? MeshSynthesis.SynthesizeRoute(reviewed.Route, settings).Findings : new KnownMesh(around, settings).FindingsOf(reviewed.Route);
        var faults = reviewed.Faults.Select(fault => FindingOf(fault, reviewed, settings));
        return [.. faults.Concat(found).Where(finding => finding.Severity != Severity.Off).OrderByDescending(finding => finding.Severity)];
    }

    // A field of a type that the CRD does not give it; its severity is configured as that of any other value which the CRD refuses.
    private static Finding FindingOf(ReadFault fault, ReviewedRoute reviewed, RouteMetricsSettings settings) => new(
        FindingCode.RMW012,
        settings.Severities.GetValueOrDefault(FindingCode.RMW012, Severity.Deny),
        ObjectRef.HttpRoute(reviewed.Route.Key),
        fault.Path,
        // The value of a fault is JSON, and needs no quotes of ours.
        Value: null,
        fault.Value is null ? fault.Reason : $"{fault.Value}: {fault.Reason}",
        "write it as the CRD of HTTPRoute has it");
}
