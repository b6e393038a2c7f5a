using RouteMetrics.Core;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Files;

namespace RouteMetrics.Webhook.Commands.Linting;

/// <summary>RMW015: kinds and fields of the input that do not exist. Admission never sees them: the API server has dropped them.</summary>
internal static class DocumentFindings
{
    /// <summary>The findings of an audit and those of the documents, in one order.</summary>
    public static MeshAudit Among(MeshAudit audit, InputDocuments documents, RouteMetricsSettings settings)
    {
        var found = new FindingList(settings.Severities);
        foreach (var fault in documents.Faults)
        {
            // What is near to nothing may be of a newer version.
            found.Add(
                FindingCode.RMW015, fault.Object, fault.Path, fault.Value, fault.Reason, fault.Fix,
                fault.IsCertain ? Severity.Deny : Severity.Warn);
        }

        return found.InDocumentOrder() is { Count: > 0 } all
            ? audit with { Findings = [.. audit.Findings.Concat(all).InDocumentOrder()] }
            : audit;
    }

    /// <summary>What other kinds the input has, in a line; null if it has none.</summary>
    public static string? Others(InputDocuments documents)
    {
        if (documents.OtherKinds.Count == 0)
        {
            return null;
        }

        var count = documents.OtherKinds.Values.Sum();
        var kinds = string.Join(", ", documents.OtherKinds.Select(static kind => $"{kind.Value} {kind.Key}"));
        return $"{count} {(count == 1 ? "object is" : "objects are")} of other kinds and not judged: {kinds}";
    }

    /// <summary>Whether there is anything that can be judged.</summary>
    public static bool IsAny(InputDocuments documents) =>
        documents.Faults.Count > 0 || documents.IstioResources.Count > 0 || documents.State.Routes.Any();
}
