using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The findings of an audit for people who redirect it: a row each.</summary>
internal static class AuditTable
{
    public static string Write(IReadOnlyList<FindingAt> findings, RouteMetricsSettings settings) => TextTable.Write(
    [
        ["SEVERITY", "CODE", "OBJECT", "FINDING"],
        .. findings.Select(found => Row(found.Finding, settings)),
    ]);

    private static string[] Row(Finding finding, RouteMetricsSettings settings) =>
    [
        finding.Severity.Word(),
        finding.Code.ToString(),
        finding.Object.ToString(),
        $"{finding.Message}{FindingDocumentation.EndingOf(finding.Code, settings.Documentation)}",
    ];
}
