using System.Text;
using RouteMetrics.Webhook.Commands;

namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>What one run of the command line, in this process, came to.</summary>
internal sealed record CommandRun(int Exit, string Out, string Error)
{
    public static Task<CommandRun> OfAsync(params string[] arguments) => WithInputAsync("", arguments);

    public static async Task<CommandRun> WithInputAsync(string input, params string[] arguments)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        using var standardInput = new MemoryStream(Encoding.UTF8.GetBytes(input));
        var exit = await CommandLine.RunAsync(arguments, new(standardInput, output, error), TestContext.Current.CancellationToken);
        return new(exit, output.ToString(), error.ToString());
    }
}
