using System.Text.Json;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands.Linting;

/// <summary>
/// Findings in SARIF 2.1.0 (OASIS), as code scanning takes it. Every code is a rule, with a <c>helpUri</c> where the configuration has a
/// URL for the pages: SARIF wants it absolute (3.49.12). What could not be read are notifications of an invocation that did not succeed.
/// </summary>
internal static class SarifLog
{
    private static readonly FindingCode[] Codes = Enum.GetValues<FindingCode>();

    public static string Write(IReadOnlyList<PlacedFinding> findings, IReadOnlyList<string> errors, RouteMetricsSettings settings) =>
        JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, settings);
        WriteInvocation(json, errors);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (var finding in findings)
        {
            WriteResult(json, finding, settings);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteTool(Utf8JsonWriter json, RouteMetricsSettings settings)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "route-metrics");
        json.WriteString("version", PrintVersion.Version);
        json.WriteStartArray("rules");
        foreach (var code in Codes)
        {
            WriteRule(json, code, settings);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, FindingCode code, RouteMetricsSettings settings)
    {
        json.WriteStartObject();
        json.WriteString("id", code.ToString());
        WriteText(json, "shortDescription", FindingDocumentation.TitleOf(code));
        if (FindingDocumentation.PageOf(code, settings.Documentation) is { } page)
        {
            WriteText(json, "help", $"An example, why, the fix and how to silence it: {page}");
            if (Uri.TryCreate(page, UriKind.Absolute, out var url) && url.Scheme is "https" or "http")
            {
                json.WriteString("helpUri", url.AbsoluteUri);
            }
        }

        json.WriteStartObject("defaultConfiguration");
        var severity = FindingSeverity.Of(code, settings.Severities);
        json.WriteBoolean("enabled", severity != Severity.Off);
        json.WriteString("level", LevelOf(severity));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInvocation(Utf8JsonWriter json, IReadOnlyList<string> errors)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", errors.Count == 0);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("level", "error");
            WriteText(json, "message", error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, PlacedFinding placed, RouteMetricsSettings settings)
    {
        var finding = placed.Finding;
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code.ToString());
        json.WriteNumber("ruleIndex", Array.IndexOf(Codes, finding.Code));
        json.WriteString("level", LevelOf(finding.Severity));
        WriteText(json, "message", placed.Message(settings));
        json.WriteStartArray("locations");
        json.WriteStartObject();
        WritePlace(json, placed);
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", $"{finding.Object} {finding.Path}");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, PlacedFinding placed)
    {
        if (placed is not { File: { } file, Place.Line: var line })
        {
            return;
        }

        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", UriOf(file));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", line);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Of a relative path a relative reference, which code scanning resolves against the repository.
    private static string UriOf(string file) => Path.IsPathRooted(file)
        ? new UriBuilder(Uri.UriSchemeFile, "") { Path = Escaped(file) }.Uri.AbsoluteUri
        : Escaped(file);

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string LevelOf(Severity severity) => severity switch
    {
        Severity.Deny => "error",
        Severity.Warn => "warning",
        _ => "none",
    };

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
