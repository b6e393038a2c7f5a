using System.Text.RegularExpressions;

namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>A command that a page tells its reader to type, and what the page shows as its output; null where it shows none.</summary>
internal sealed partial record ShellCommand(string Text, string? Output, int Line)
{
    private const string Prompt = "$ ";

    public static IReadOnlyList<ShellCommand> In(FencedBlock block) => block.Language switch
    {
        "sh" => WithoutOutput(block),
        "console" => WithOutput(block),
        _ => [],
    };

    // A line that ends in a backslash goes on in the next one.
    private static List<ShellCommand> WithoutOutput(FencedBlock block)
    {
        var commands = new List<ShellCommand>();
        var lines = block.Body.Replace("\\\n", "", StringComparison.Ordinal).Split('\n');
        foreach (var (index, line) in lines.Index())
        {
            if (Comment().Replace(line, "").Trim() is { Length: > 0 } command)
            {
                commands.Add(new(command, null, block.Line + index));
            }
        }

        return commands;
    }

    private static List<ShellCommand> WithOutput(FencedBlock block)
    {
        Assert.True(block.Body.StartsWith(Prompt, StringComparison.Ordinal), $"line {block.Line}: a console begins with a command");
        var commands = new List<ShellCommand>();
        foreach (var (index, line) in block.Body.TrimEnd('\n').Split('\n').Index())
        {
            if (line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                commands.Add(new(line[Prompt.Length..], "", block.Line + index));
            }
            else
            {
                commands[^1] = commands[^1] with { Output = $"{commands[^1].Output}{line}\n" };
            }
        }

        return commands;
    }

    /// <summary>The body of a console that has these commands.</summary>
    public static string Shown(IEnumerable<ShellCommand> commands) =>
        string.Concat(commands.Select(static command => $"{Prompt}{command.Text}\n{command.Output}"));

    [GeneratedRegex(@"(^|\s+)#\s.*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();
}
