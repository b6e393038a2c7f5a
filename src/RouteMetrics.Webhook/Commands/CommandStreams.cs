using RouteMetrics.Core.Texts;
using RouteMetrics.Webhook.Commands.Output;
using RouteMetrics.Webhook.Commands.Screens;

namespace RouteMetrics.Webhook.Commands;

/// <summary>Where a command reads and writes: data goes to <paramref name="Out"/>, everything else to <paramref name="Error"/>.</summary>
internal sealed record CommandStreams(Stream In, TextWriter Out, TextWriter Error)
{
    /// <summary>The terminal that a person reads <see cref="Out"/> on; null where nobody does.</summary>
    public Terminal? OutTerminal { get; init; }

    /// <summary>The terminal that a person reads <see cref="Error"/> on; null where nobody does.</summary>
    public Terminal? ErrorTerminal { get; init; }

    /// <summary>Those of this process.</summary>
    public static CommandStreams OfProcess(Stream input, TextWriter output, TextWriter error) => new(input, output, error)
    {
        OutTerminal = Terminal.Of(output, Console.IsOutputRedirected, Environment.GetEnvironmentVariable),
        ErrorTerminal = Terminal.Of(error, Console.IsErrorRedirected, Environment.GetEnvironmentVariable),
    };

    /// <summary>What a command prints for people.</summary>
    public Page Page() => new(Out, OutTerminal);

    /// <summary>What a command tells people beside its output.</summary>
    public Page ErrorPage() => new(Error, ErrorTerminal);

    /// <summary>Tells those who look how far a long listing is.</summary>
    public ListingProgress Progress() => new(ErrorTerminal);

    /// <summary>Prints to <see cref="Error"/> what is no fault.</summary>
    public void Note(string text) => Tell(new("note:", Tone.Strong), text);

    /// <summary>Prints faults to <see cref="Error"/>, with control characters escaped for the terminal.</summary>
    public int Refuse(params IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
        {
            Tell(new("error:", Tone.Bad), fault);
        }

        return ExitCode.Usage;
    }

    private void Tell(Toned word, string text) => _ = ErrorPage().Write(
        screen => screen.Unwrapped(word, $" {text}"), () => $"{word.Text} {OneLine.Of(text)}\n");
}
