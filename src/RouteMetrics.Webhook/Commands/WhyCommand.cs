using System.CommandLine;
using RouteMetrics.Core.Findings;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>why</c>: the page of a code, which the program carries.</summary>
internal static class WhyCommand
{
    private static readonly Argument<string> Code = new("CODE") { Description = "The code of a finding, such as RMW004" };

    static WhyCommand() => Code.CompletionSources.Add(Enum.GetNames<FindingCode>());

    public static Command Create(CommandStreams streams)
    {
        var command = new DocumentedCommand(
            "why", "Print the page of a finding: an example, why it matters, and its fix.", "route-metrics why RMW004")
        {
            Code,
        };
        command.SetAction(arguments =>
        {
            var text = arguments.GetRequiredValue(Code);
            if (!Enum.TryParse<FindingCode>(text, ignoreCase: true, out var code) || !Enum.IsDefined(code) || char.IsDigit(text[0]))
            {
                return streams.Refuse($"there is no code {text}; the codes are {string.Join(", ", Enum.GetNames<FindingCode>())}");
            }

            streams.Out.Write(PageOf(code));
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
