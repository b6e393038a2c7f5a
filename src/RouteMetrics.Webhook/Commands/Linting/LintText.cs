using System.Text;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Texts;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands.Linting;

/// <summary>Findings for people and their editors: a line each, as compilers write them.</summary>
internal static class LintText
{
    public static string Write(IReadOnlyList<PlacedFinding> findings, RouteMetricsSettings settings)
    {
        var text = new StringBuilder();
        foreach (var placed in findings)
        {
            var place = placed.At.Place is { } at ? $"{at}: " : "";
            text.Append(OneLine.Of($"{place}{placed.Finding.Severity.Word()} {placed.Finding.Code} {placed.Message(settings)}"))
                .Append('\n');
        }

        return text.ToString();
    }
}
