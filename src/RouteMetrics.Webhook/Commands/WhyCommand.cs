using System.CommandLine;
using System.CommandLine.Completions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>why</c>: the page of a code, which the program carries.</summary>
internal static class WhyCommand
{
    public static Command Create(CommandStreams streams)
    {
        var code = new Argument<string>("CODE") { Description = "The code of a finding, such as RMW004" };
        code.CompletionSources.Add(static _ => Enum.GetValues<FindingCode>().Select(
            static code => new CompletionItem(code.ToString(), detail: FindingDocumentation.TitleOf(code))));
        var command = new DocumentedCommand(
            "why", "Print the page of a finding: an example, why it matters, and its fix.", "route-metrics why RMW004")
        {
            code,
        };
        command.SetAction(arguments =>
        {
            var text = arguments.GetRequiredValue(code);
            if (Array.Find(Enum.GetValues<FindingCode>(), known => text.Equals(known.ToString(), StringComparison.OrdinalIgnoreCase))
                    is var found && !text.Equals(found.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return streams.Refuse($"there is no code {text}; the codes are {string.Join(", ", Enum.GetNames<FindingCode>())}");
            }

            streams.Out.Write(PageOf(found));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string PageOf(FindingCode code)
    {
        using var page = typeof(WhyCommand).Assembly.GetManifestResourceStream($"{code}.md")
            ?? throw new InvalidOperationException($"the page of {code} is not part of the program");
        using var reader = new StreamReader(page);
        return reader.ReadToEnd();
    }
}
