using System.CommandLine;

namespace RouteMetrics.Webhook.Commands.Completing;

/// <summary>Where a command line has come to, as far as it is typed: it need not be a right one.</summary>
internal sealed class CommandPosition
{
    private readonly HashSet<Option> given = [];
    private readonly Command root;
    private int arguments;

    private CommandPosition(Command root) => (this.root, Command) = (root, root);

    /// <summary>The innermost command.</summary>
    public Command Command { get; private set; }

    /// <summary>The option whose value comes next; null if none does.</summary>
    public Option? Open { get; private set; }

    /// <summary>The argument of the command that comes next; null if it takes no more.</summary>
    public Argument? Argument => Command.Arguments.ElementAtOrDefault(arguments);

    /// <summary>The options that may still be given.</summary>
    public IEnumerable<Option> FreeOptions => Options.Where(option => !option.Hidden && (!given.Contains(option) || IsRepeatable(option)));

    private IEnumerable<Option> Options =>
        Command == root ? root.Options : Command.Options.Concat(root.Options.Where(static option => option.Recursive));

    public static CommandPosition After(Command root, IReadOnlyList<string> words)
    {
        var position = new CommandPosition(root);
        foreach (var word in words)
        {
            position.Take(word);
        }

        return position;
    }

    /// <summary>The option of this name or alias; null if there is none.</summary>
    public Option? Find(string name) => Options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    private void Take(string word)
    {
        if (word is ['-', _, ..])
        {
            var name = word.Split('=')[0];
            Open = Find(name) is { } option && given.Add(option) is var _ && name == word && TakesValue(option) ? option : null;
        }
        else if (Open is { } open)
        {
            Open = open.AllowMultipleArgumentsPerToken ? open : null;
        }
        else if (Command.Subcommands.FirstOrDefault(command => command.Name == word) is { } inner)
        {
            Command = inner;
        }
        else
        {
            arguments++;
        }
    }

    // A switch may have a value behind =, and needs none.
    private static bool TakesValue(Option option) => option.Arity.MinimumNumberOfValues > 0;

    private static bool IsRepeatable(Option option) => option.Arity.MaximumNumberOfValues > 1;
}
