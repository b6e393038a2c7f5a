using System.CommandLine;
using System.CommandLine.Completions;

namespace RouteMetrics.Webhook.Commands.Completing;

/// <summary>A word that may come next, and what it means; empty where its name says it.</summary>
internal readonly record struct Candidate(string Word, string About);

/// <summary>What may stand where a person types: these words, and files if <paramref name="TakesFiles"/>.</summary>
internal sealed record Completion(IReadOnlyList<Candidate> Candidates, bool TakesFiles)
{
    /// <summary>How options that take a file call their value.</summary>
    private const string FileValue = "FILE";

    /// <summary>Of the words of a command line behind the program's name, the last is being typed; it may be empty.</summary>
    public static Completion Of(Command root, IReadOnlyList<string> words)
    {
        var typed = words.Count == 0 ? "" : words[^1];
        var line = CommandPosition.After(root, words.Count == 0 ? [] : [.. words.Take(words.Count - 1)]);
        if (line.Open is { } open && !(open.AllowMultipleArgumentsPerToken && typed.StartsWith('-')))
        {
            return ValuesOf(open, "", typed);
        }

        return typed.StartsWith('-') && typed.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            ? line.Find(typed[..equals]) is { } option ? ValuesOf(option, typed[..(equals + 1)], typed[(equals + 1)..]) : new([], false)
            : WordsAt(line, typed);
    }

    /// <summary>
    /// As kubectl and the scripts of <c>completion</c> read it: a word a line, with a tab and what it means behind it, and a last line that
    /// is <c>:0</c> if files may stand there too, else <c>:4</c> (cobra's ShellCompDirective).
    /// </summary>
    public override string ToString() =>
        string.Concat(Candidates.Select(static item => $"{item.Word}\t{item.About}\n")) + (TakesFiles ? ":0\n" : ":4\n");

    // Options only where nothing else can stand, or they are asked for.
    private static Completion WordsAt(CommandPosition line, string typed)
    {
        Candidate[] words = typed.StartsWith('-')
            ? []
            : [
                .. line.Command.Subcommands.Where(static command => !command.Hidden).Select(
                    static command => new Candidate(command.Name, FirstSentence(command.Description))),
                .. line.Argument is { } argument ? ItemsOf(argument) : [],
            ];
        return new(
            StartingWith(typed, words.Length > 0 ? words : line.FreeOptions.Select(
                static option => new Candidate(option.Name, FirstSentence(option.Description)))),
            false);
    }

    private static Completion ValuesOf(Option option, string before, string typed) => new(
        StartingWith(before + typed, ItemsOf(option).Select(item => item with { Word = before + item.Word })),
        option.HelpName == FileValue);

    private static IEnumerable<Candidate> ItemsOf(Symbol symbol) =>
        symbol.GetCompletions(CompletionContext.Empty)
            .Select(static item => new Candidate(item.InsertText ?? item.Label, item.Detail ?? ""));

    private static Candidate[] StartingWith(string typed, IEnumerable<Candidate> candidates) =>
        [.. candidates.Where(candidate => candidate.Word.StartsWith(typed, StringComparison.Ordinal))];

    // The shells show a line.
    private static string FirstSentence(string? text) => text?.Split(". ")[0].Split('\n')[0].TrimEnd('.') ?? "";
}
