using System.Diagnostics;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands.Screens;

/// <summary>
/// One line of a terminal that says how far a listing is, once it takes a while, and is gone after it. Without a terminal it says nothing.
/// The cursor is left alone, so that an interrupt leaves the terminal as it was.
/// </summary>
internal sealed class ListingProgress(Terminal? terminal) : IProgress<ListedObjects>, IDisposable
{
    /// <summary>A listing that is over sooner says nothing, and no line is replaced before it can be read.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private const string BeginningOfEmptyLine = "\r\u001b[K";

    private long last = Stopwatch.GetTimestamp();
    private bool isShown;

    public void Report(ListedObjects value)
    {
        if (terminal is null || Stopwatch.GetElapsedTime(last) < Pause)
        {
            return;
        }

        last = Stopwatch.GetTimestamp();
        isShown = true;
        var line = $"listing {value.Type.Plural}: {value.Count}";
        terminal.Writer.Write($"{BeginningOfEmptyLine}{line[..Math.Min(line.Length, terminal.Columns - 1)]}");
    }

    public void Dispose()
    {
        if (isShown)
        {
            terminal?.Writer.Write(BeginningOfEmptyLine);
        }
    }
}
