using System.Text.Json;
using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Json;
using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Documents.Tests.Json;

/// <summary>The pages of the codes about WasmPlugins and Telemetries say what is so. <c>UPDATE_GOLDEN=1</c> writes what the examples give.</summary>
public sealed class ExpressionPagesTests
{
    public static TheoryData<FindingCode> Codes => [.. Enum.GetValues<FindingCode>().Where(static code => code >= FindingCode.RMW101)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_example_gives_what_the_page_says_and_the_fix_gives_nothing(FindingCode code)
    {
        var file = Path.Combine(Root(), "docs", "policy", $"{code}.md");
        var page = File.ReadAllText(file);
        var found = FindingsIn(Block(page, "Example", "yaml"), code);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            page = page.Replace($"\n```text\n{Block(page, "Example", "text")}```", $"\n```text\n{found}```", StringComparison.Ordinal);
            File.WriteAllText(file, page);
        }

        Assert.NotEmpty(found);
        Assert.Equal(found, Block(page, "Example", "text"));
        Assert.Equal("", FindingsIn(Block(page, "Fix", "yaml"), code));
        Assert.StartsWith(
            $"# {code}: {FindingDocumentation.TitleOf(code)}\n\nDefault severity: {(FindingSeverity.DefaultOf(code) == Severity.Deny ? "deny" : "warn")}.\n", page, StringComparison.Ordinal);
        Assert.Contains($"`policy: {{{code}: ", page, StringComparison.Ordinal);
    }

    private static string FindingsIn(string yaml, FindingCode code)
    {
        var json = YamlJson.From(YamlTreeReader.Read(yaml).Single());
        var reader = new Utf8JsonReader(json.Utf8);
        reader.Read();
        var faults = new List<ReadFault>();
        var resource = yaml.Contains("kind: WasmPlugin", StringComparison.Ordinal)
            ? IstioResourceReader.ReadWasmPlugin(ref reader, faults)
            : IstioResourceReader.ReadTelemetry(ref reader, faults);
        Assert.Empty(faults);
        return string.Concat(ExpressionPolicy.FindingsOf(resource, RouteMetricsSettings.Default)
            .Where(finding => finding.Code == code)
            .Select(static finding => $"{(finding.Severity == Severity.Deny ? "deny" : "warn")} {finding.Code} {finding.Object.Key} {finding.Message}\n"));
    }

    private static string Block(string page, string section, string language) =>
        page.Split($"\n## {section}\n")[1].Split("\n## ")[0].Split($"\n```{language}\n")[1].Split("```")[0];

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RouteMetricsWebhook.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No RouteMetricsWebhook.sln above {AppContext.BaseDirectory}.");
    }
}
