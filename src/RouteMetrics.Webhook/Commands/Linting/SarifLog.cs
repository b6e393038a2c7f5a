using System.Text.Json;
using System.Text.Json.Serialization;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands.Linting;

/// <summary>
/// Findings in SARIF 2.1.0 (OASIS), as code scanning takes it. Every code is a rule; its <c>helpUri</c> has to be absolute (3.49.12), so it
/// is there only if the configuration has a URL for the pages. Input that cannot be read makes the invocation unsuccessful.
/// </summary>
internal static class SarifLog
{
    private static readonly FindingCode[] Codes = Enum.GetValues<FindingCode>();

    public static string Write(IReadOnlyList<PlacedFinding> findings, IReadOnlyList<string> errors, RouteMetricsSettings settings)
    {
        var driver = new Driver("route-metrics", PrintVersion.Version, [.. Codes.Select(code => RuleOf(code, settings))]);
        var invocation = new Invocation(errors.Count == 0, [.. errors.Select(static error => new Notification("error", new(error)))]);
        var run = new Run(new(driver), [invocation], "utf16CodeUnits", [.. findings.Select(placed => ResultOf(placed, settings))]);
        var log = new Log("https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", [run]);
        return JsonText.Write(json => JsonSerializer.Serialize(json, log, SarifJson.Default.Log));
    }

    private static Rule RuleOf(FindingCode code, RouteMetricsSettings settings)
    {
        var severity = FindingSeverity.Of(code, settings.Severities);
        var page = FindingDocumentation.PageOf(code, settings.Documentation);
        var help = page is null ? null : new Message($"An example, why, the fix and how to silence it: {page}");
        var url = Uri.TryCreate(page, UriKind.Absolute, out var absolute) && absolute.Scheme is "https" or "http" ? absolute : null;
        return new(
            code.ToString(), new(FindingDocumentation.TitleOf(code)), help, url?.AbsoluteUri,
            new(severity != Severity.Off, LevelOf(severity)));
    }

    private static Result ResultOf(PlacedFinding placed, RouteMetricsSettings settings)
    {
        var finding = placed.Finding;
        var physical = placed is { File: { } file, Place.Line: var line } ? new PhysicalLocation(new(UriOf(file)), new(line)) : null;
        return new(
            finding.Code.ToString(), Array.IndexOf(Codes, finding.Code), LevelOf(finding.Severity), new(placed.Message(settings)),
            [new(physical, [new($"{finding.Object} {finding.Path}")])]);
    }

    // A relative path becomes a relative reference, which code scanning resolves against the repository.
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

    internal sealed record Log([property: JsonPropertyName("$schema")] string Schema, string Version, IReadOnlyList<Run> Runs);

    internal sealed record Run(Tool Tool, IReadOnlyList<Invocation> Invocations, string ColumnKind, IReadOnlyList<Result> Results);

    internal sealed record Tool(Driver Driver);

    internal sealed record Driver(string Name, string Version, IReadOnlyList<Rule> Rules);

    internal sealed record Rule(string Id, Message ShortDescription, Message? Help, string? HelpUri, Configuration DefaultConfiguration);

    internal sealed record Configuration(bool Enabled, string Level);

    internal sealed record Invocation(bool ExecutionSuccessful, IReadOnlyList<Notification> ToolExecutionNotifications);

    internal sealed record Notification(string Level, Message Message);

    internal sealed record Result(string RuleId, int RuleIndex, string Level, Message Message, IReadOnlyList<Location> Locations);

    internal sealed record Message(string Text);

    internal sealed record Location(PhysicalLocation? PhysicalLocation, IReadOnlyList<LogicalLocation> LogicalLocations);

    internal sealed record PhysicalLocation(ArtifactLocation ArtifactLocation, Region Region);

    internal sealed record ArtifactLocation(string Uri);

    internal sealed record Region(int StartLine);

    internal sealed record LogicalLocation(string FullyQualifiedName);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SarifLog.Log))]
internal sealed partial class SarifJson : JsonSerializerContext;
