using System.Text;
using RouteMetrics.Core;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Texts;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands.Linting;

/// <summary>Findings for people: a line each, as compilers write them, then what they come to in each namespace.</summary>
internal static class LintText
{
    public static string Write(
        IReadOnlyList<PlacedFinding> findings, IReadOnlyList<NamespaceAudit> namespaces, RouteMetricsSettings settings)
    {
        var text = new StringBuilder();
        foreach (var placed in findings)
        {
            var place = placed.Place is { } at ? $"{at.File}:{at.Line}: " : "";
            text.Append(OneLine.Of($"{place}{placed.Finding.Severity.Word()} {placed.Finding.Code} {placed.Message(settings)}"))
                .Append('\n');
        }

        if (findings.Count > 0 && namespaces.Count > 0)
        {
            text.Append('\n');
        }

        return text.Append(NamespaceTable.Write(namespaces)).ToString();
    }
}
