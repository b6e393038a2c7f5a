using System.Text.Json;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>
/// Findings as a JSON array: <c>code</c>, <c>severity</c> (deny, warn), <c>object</c> (apiVersion, kind, namespace, name), <c>path</c>,
/// <c>value</c> or null, <c>reason</c>, <c>fix</c>, <c>documentation</c> or null.
/// </summary>
internal static class FindingsJson
{
    /// <summary>A summary has counts in place of each finding.</summary>
    public static string Write(IEnumerable<Finding> findings, RouteMetricsSettings settings, bool isSummary = false) =>
        JsonText.Write(json => WriteAll(json, findings, settings, isSummary));

    /// <summary>Of a cluster: <c>configuration</c>, which one judged, and <c>findings</c> or <c>summary</c>.</summary>
    public static string Write(IEnumerable<Finding> findings, JudgingConfiguration configuration, bool isSummary = false) =>
        JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("configuration", configuration.Source);
            json.WritePropertyName(isSummary ? "summary" : "findings");
            WriteAll(json, findings, configuration.Settings, isSummary);
            json.WriteEndObject();
        });

    public static void Write(Utf8JsonWriter json, Finding finding, RouteMetricsSettings settings)
    {
        json.WriteString("code", finding.Code.ToString());
        json.WriteString("severity", finding.Severity.Word());
        json.WriteStartObject("object");
        json.WriteString("apiVersion", ResourceType.Find(finding.Object)?.ApiVersion);
        json.WriteString("kind", finding.Object.Kind);
        json.WriteString("namespace", finding.Object.Key.Namespace);
        json.WriteString("name", finding.Object.Key.Name);
        json.WriteEndObject();
        json.WriteString("path", finding.Path);
        json.WriteString("value", finding.Value);
        json.WriteString("reason", finding.Reason);
        json.WriteString("fix", finding.Fix);
        json.WriteString("documentation", FindingDocumentation.PageOf(finding.Code, settings.Documentation));
    }

    private static void WriteAll(Utf8JsonWriter json, IEnumerable<Finding> findings, RouteMetricsSettings settings, bool isSummary)
    {
        if (isSummary)
        {
            FindingSummary.Write(json, findings);
        }
        else
        {
            json.WriteObjects(findings, finding => Write(json, finding, settings));
        }
    }
}
