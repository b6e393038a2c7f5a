using RouteMetrics.Core.Texts;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>Where a command reads and writes: data goes to <paramref name="Out"/>, everything else to <paramref name="Error"/>.</summary>
internal sealed record CommandStreams(Stream In, TextWriter Out, TextWriter Error)
{
    /// <summary>Prints to <see cref="Error"/> what is no fault.</summary>
    public void Note(string text) => Error.WriteLine($"note: {OneLine.Of(text)}");

    /// <summary>Prints faults to <see cref="Error"/>, with control characters escaped for the terminal.</summary>
    public int Refuse(params IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
        {
            Error.WriteLine($"error: {OneLine.Of(fault)}");
        }

        return ExitCode.Usage;
    }
}
