using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The library's help, followed by the command's examples.</summary>
internal sealed class ExamplesHelp : SynchronousCommandLineAction
{
    /// <summary>The width of help is the same on every terminal and in every file.</summary>
    private readonly HelpAction help = new() { MaxWidth = 120 };

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        _ = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is DocumentedCommand { Examples: { Count: > 0 } examples })
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }
        }

        return ExitCode.Ok;
    }
}
