using System.Text;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Commands.Linting;

/// <summary>
/// Findings as workflow commands, which GitHub Actions shows at their lines (docs.github.com, "Workflow commands for GitHub Actions";
/// escaping as in actions/toolkit packages/core/src/command.ts).
/// </summary>
internal static class WorkflowCommands
{
    public static string Write(IReadOnlyList<PlacedFinding> findings, RouteMetricsSettings settings)
    {
        var text = new StringBuilder();
        foreach (var placed in findings)
        {
            var finding = placed.Finding;
            var file = placed is { File: { } name, Place.Line: var line } ? $"file={Property(name)},line={line}," : "";
            var title = $"{finding.Code}: {FindingDocumentation.TitleOf(finding.Code)}";
            text.Append(
                $"::{(finding.Severity == Severity.Deny ? "error" : "warning")} "
                + $"{file}title={Property(title)}::{Data(placed.Message(settings))}\n");
        }

        return text.ToString();
    }

    // Percent first, since it starts the other escapes.
    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
