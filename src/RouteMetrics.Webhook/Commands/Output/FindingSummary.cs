using System.Text.Json;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Webhook.Commands.Output;

/// <summary>How many findings of a code and severity a namespace has, and about how many objects.</summary>
internal sealed record FindingSummary(Severity Severity, FindingCode Code, string Namespace, int Findings, int Objects)
{
    /// <summary>The most severe first, then by code and namespace.</summary>
    public static IReadOnlyList<FindingSummary> Of(IEnumerable<Finding> findings) =>
    [
        .. findings.GroupBy(static finding => (finding.Severity, finding.Code, finding.Object.Key.Namespace))
            .Select(static group => new FindingSummary(
                group.Key.Severity, group.Key.Code, group.Key.Namespace, group.Count(), ObjectsOf(group)))
            .OrderByDescending(static item => item.Severity)
            .ThenBy(static item => item.Code)
            .ThenBy(static item => item.Namespace, StringComparer.Ordinal),
    ];

    /// <summary>The header and a row for each; nothing if there are none.</summary>
    public static IReadOnlyList<string[]> Rows(IEnumerable<Finding> findings)
    {
        var summary = Of(findings);
        return summary.Count == 0
            ? []
            : [
                ["SEVERITY", "CODE", "NAMESPACE", "FINDINGS", "OBJECTS", "TITLE"],
                .. summary.Select(static item => new[]
                {
                    item.Severity.Word(), item.Code.ToString(), item.Namespace, $"{item.Findings}", $"{item.Objects}",
                    FindingDocumentation.TitleOf(item.Code),
                }),
            ];
    }

    /// <summary>An array of objects: <c>severity</c>, <c>code</c>, <c>namespace</c>, <c>findings</c>, <c>objects</c> (numbers), <c>title</c>.
    /// </summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<Finding> findings) => json.WriteObjects(Of(findings), item =>
    {
        json.WriteString("severity", item.Severity.Word());
        json.WriteString("code", item.Code.ToString());
        json.WriteString("namespace", item.Namespace);
        json.WriteNumber("findings", item.Findings);
        json.WriteNumber("objects", item.Objects);
        json.WriteString("title", FindingDocumentation.TitleOf(item.Code));
    });

    private static int ObjectsOf(IEnumerable<Finding> findings) =>
        findings.Select(static finding => finding.Object).Distinct<ObjectRef>().Count();
}
