using System.CommandLine;
using System.CommandLine.Parsing;
using RouteMetrics.Core.Findings;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The options of commands that report findings: the format, and which findings fail the run.</summary>
internal sealed class FindingOptions(params string[] formats)
{
    private readonly Option<string> output = MeshOptions.Output(formats);

    private readonly Option<string?> failOn = MeshOptions.Choice(
        "--fail-on", "Exit with 1 on a finding of this severity or a higher one [default: deny]", "warn", "deny");

    public void AddTo(Command command) => command.AddAll(output, failOn);

    public string Format(ParseResult arguments) => arguments.GetRequiredValue(output);

    /// <summary>The exit code for these findings, if all input could be read.</summary>
    public int Conclude(ParseResult arguments, IReadOnlyList<Finding> findings)
    {
        var threshold = arguments.GetValue(failOn) == "warn" ? Severity.Warn : Severity.Deny;
        return findings.Any(finding => finding.Severity >= threshold) ? ExitCode.Findings : ExitCode.Ok;
    }
}
