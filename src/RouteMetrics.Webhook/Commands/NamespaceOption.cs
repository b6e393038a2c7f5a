using System.CommandLine;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The option <c>--namespace</c> of commands that show one namespace of many.</summary>
internal sealed class NamespaceOption(string description)
{
    private readonly Option<string?> option = new("--namespace", "-n") { Description = description, HelpName = "NAMESPACE" };

    public void AddTo(Command command) => command.Options.Add(option);

    /// <summary>The namespace that is asked for; null: all.</summary>
    public string? Of(ParseResult arguments) => arguments.GetValue(option);

    /// <summary>Whether nothing or one of <paramref name="known"/> is asked for; prints the fault if not.</summary>
    public bool IsOneOf(IEnumerable<string> known, ParseResult arguments, CommandStreams streams, string where = "")
    {
        if (Of(arguments) is not { } name || known.Contains(name, StringComparer.Ordinal))
        {
            return true;
        }

        _ = streams.Refuse($"--namespace {name}: there is no such namespace{where}");
        return false;
    }

    /// <summary>The same for the input of a command: its Namespaces, and those that its objects are in.</summary>
    public bool IsOneOf(MeshInput input, ParseResult arguments, CommandStreams streams) =>
        IsOneOf(input.NamespaceNames, arguments, streams, " in the input");
}
