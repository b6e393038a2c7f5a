using System.Text;
using RouteMetrics.Webhook.Commands;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>What one run of the command line, in this process, came to.</summary>
internal sealed record CommandRun(int Exit, string Out, string Error)
{
    public static Task<CommandRun> OfAsync(params string[] arguments) => WithInputAsync("", arguments);

    public static Task<CommandRun> WithInputAsync(string input, params string[] arguments) => RunAsync(input, null, arguments);

    /// <summary>Both outputs on a terminal of so many columns.</summary>
    public static Task<CommandRun> OnTerminalAsync(int width, params string[] arguments) => RunAsync("", width, arguments);

    private static async Task<CommandRun> RunAsync(string input, int? width, string[] arguments)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        using var standardInput = new MemoryStream(Encoding.UTF8.GetBytes(input));
        var streams = new CommandStreams(standardInput, output, error)
        {
            OutTerminal = width is { } columns ? new Terminal(output, () => columns) : null,
            ErrorTerminal = width is { } alike ? new Terminal(error, () => alike) : null,
        };
        var exit = await CommandLine.RunAsync(arguments, streams, TestContext.Current.CancellationToken);
        return new(exit, output.ToString(), error.ToString());
    }
}
