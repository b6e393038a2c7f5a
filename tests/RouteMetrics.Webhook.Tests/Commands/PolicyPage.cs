using RouteMetrics.Core;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Configuration;
using RouteMetrics.Documents.Files;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Commands.Linting;

namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>The page of a code in docs/policy: its sections, and what is found in the documents that it shows.</summary>
internal sealed class PolicyPage(FindingCode code)
{
    private const string Configuration = "apiVersion: routemetrics.io/v1alpha1\n";

    public string File { get; } = Path.Combine(SourceTree.Root, "docs", "policy", $"{code}.md");

    public string Text => System.IO.File.ReadAllText(File);

    /// <summary>The first block of code of a section in a language: <c>yaml</c> or <c>text</c>.</summary>
    public string Block(string section, string language)
    {
        var body = Text.Split($"\n## {section}\n")[1].Split("\n## ")[0];
        return body.Split($"\n```{language}\n")[1].Split("```")[0];
    }

    /// <summary>
    /// What is found of this code in the documents of a section, a line each, as the command line says it; a configuration among them
    /// holds.
    /// </summary>
    public string FindingsIn(string section)
    {
        var documents = Block(section, "yaml").Split("---\n")
            .ToLookup(static document => document.StartsWith(Configuration, StringComparison.Ordinal));
        var settings = documents[true].Select(static text => ConfigurationFile.Parse("page", text).Settings!)
            .FirstOrDefault(RouteMetricsSettings.Default);
        using var input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join("---\n", documents[false])));
        var read = InputDocuments.Read(["-"], input, InputKinds.Judged);
        Assert.Empty(read.Errors);
        var audit = new MeshAudit(RoutePlan.Of(read.State, settings).Findings, []);
        return string.Concat(DocumentFindings.Among(audit, read, settings).Findings
            .Where(finding => finding.Code == code)
            .Select(
                static finding =>
                    $"{(finding.Severity == Severity.Deny ? "deny" : "warn")} {finding.Code} {finding.Object.Key} {finding.Message}\n"));
    }
}
