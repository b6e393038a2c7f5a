using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Commands.Output;

/// <summary>Findings with a column for each of their parts, values whole.</summary>
internal static class FindingTable
{
    /// <summary>The header and a row for each finding; nothing if there are none.</summary>
    public static IReadOnlyList<string[]> Rows(IReadOnlyList<FindingAt> findings, RouteMetricsSettings settings) => findings.Count == 0
        ? []
        : [
            ["SEVERITY", "CODE", "NAMESPACE", "KIND", "NAME", "PLACE", "PATH", "VALUE", "REASON", "FIX", "PAGE"],
            .. findings.Select(found => Row(found, settings)),
        ];

    private static string[] Row(FindingAt found, RouteMetricsSettings settings)
    {
        var finding = found.Finding;
        return
        [
            finding.Severity.Word(), finding.Code.ToString(), finding.Object.Key.Namespace, finding.Object.Kind, finding.Object.Key.Name,
            found.Place ?? "-", finding.Path, finding.Value ?? "-", finding.Reason, finding.Fix,
            FindingDocumentation.PageOf(finding.Code, settings.Documentation) ?? "-",
        ];
    }
}
