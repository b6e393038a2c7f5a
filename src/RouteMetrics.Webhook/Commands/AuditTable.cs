using System.Text;
using RouteMetrics.Core;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>An audit for people: each namespace, each finding, and what mode enforce would make of it.</summary>
internal static class AuditTable
{
    public static string Write(MeshAudit audit, RouteMetricsSettings settings)
    {
        var text = new StringBuilder(NamespaceTable.Write(audit.Namespaces));
        if (audit.Findings.Count > 0)
        {
            text.Append('\n').Append(TextTable.Write(
            [
                ["SEVERITY", "CODE", "OBJECT", "FINDING"],
                .. audit.Findings.Select(finding => Row(finding, settings)),
            ]));
        }

        var (objects, denied) = (audit.Namespaces.Sum(static ns => ns.Objects), audit.Namespaces.Sum(static ns => ns.Denied));
        return text.Append(text.Length > 0 ? "\n" : "")
            .Append($"In mode enforce {denied} of {objects} objects would be denied.\n")
            .ToString();
    }

    private static string[] Row(Finding finding, RouteMetricsSettings settings) =>
    [
        finding.Severity.Word(),
        finding.Code.ToString(),
        finding.Object.ToString(),
        $"{finding.Message}{FindingDocumentation.EndingOf(finding.Code, settings.Documentation)}",
    ];
}
