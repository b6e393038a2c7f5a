using System.CommandLine;
using System.CommandLine.Parsing;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Webhook.Commands.Output;
using RouteMetrics.Webhook.Commands.Screens;

namespace RouteMetrics.Webhook.Commands;

/// <summary>
/// The options of commands that report findings: the format, counts in place of findings, and which findings fail the run. Of the formats,
/// the first and <c>wide</c> are for people, and <c>json</c> is the other one that has counts.
/// </summary>
internal sealed class FindingOptions(params string[] formats)
{
    private readonly Option<string> output = MeshOptions.Output(formats);

    private readonly Option<bool> summary =
        new("--summary") { Description = "Count the findings of each code, severity and namespace instead of printing each" };

    private readonly Option<string?> failOn = MeshOptions.Choice(
        "--fail-on", "Exit with 1 on a finding of this severity or a higher one [default: deny]", "warn", "deny");

    public void AddTo(Command command)
    {
        command.AddAll(output, summary, failOn);
        command.Validators.Add(CheckSummary);
    }

    public string Format(ParseResult arguments) => arguments.GetRequiredValue(output);

    public bool IsSummary(ParseResult arguments) => arguments.GetValue(summary);

    public bool IsWide(ParseResult arguments) => Format(arguments) == "wide";

    /// <summary>Puts the findings on a page, as the options ask; <paramref name="plain"/> spells them out where nobody looks.</summary>
    public Page Show(
        Page page, ParseResult arguments, IReadOnlyList<FindingAt> findings, RouteMetricsSettings settings, Func<string> plain) =>
        IsSummary(arguments) ? page.Findings(findings, FindingSummary.Rows(findings.Select(static found => found.Finding)))
        : IsWide(arguments) ? page.Findings(findings, FindingTable.Rows(findings, settings))
        : page.Findings(findings, settings, plain);

    /// <summary>The exit code for these findings, if all input could be read.</summary>
    public int Conclude(ParseResult arguments, IReadOnlyList<Finding> findings)
    {
        var threshold = arguments.GetValue(failOn) == "warn" ? Severity.Warn : Severity.Deny;
        return findings.Any(finding => finding.Severity >= threshold) ? ExitCode.Findings : ExitCode.Ok;
    }

    private void CheckSummary(CommandResult result)
    {
        if (result.GetValue(summary) && result.GetValue(output) is ("sarif" or "github") and var format)
        {
            result.AddError($"--summary has no form as {format}; leave it out, or write -o json.");
        }
    }
}
