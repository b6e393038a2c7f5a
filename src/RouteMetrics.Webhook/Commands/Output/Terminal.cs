namespace RouteMetrics.Webhook.Commands.Output;

/// <summary>
/// A terminal that a person looks at: where to write, and how many columns wide it is. Without one, output is plain text whose bytes do not
/// depend on who reads it.
/// </summary>
internal sealed record Terminal(TextWriter Writer, Func<int> Width)
{
    private const int Narrowest = 20;

    /// <summary>Most terminals' width, where nothing tells.</summary>
    private const int Usual = 80;

    /// <summary>
    /// Null where output is redirected, where <c>NO_COLOR</c> is set and not empty (no-color.org), and where <c>TERM</c> is <c>dumb</c> or
    /// says nothing.
    /// </summary>
    public static Terminal? Of(TextWriter writer, bool isRedirected, Func<string, string?> environment) =>
        isRedirected || environment("NO_COLOR") is { Length: > 0 } || environment("TERM") is null or "" or "dumb"
            ? null
            : new(writer, static () => Console.WindowWidth);

    /// <summary>Columns, at least as many as a word needs.</summary>
    public int Columns => Width() is > 0 and var width ? Math.Max(width, Narrowest) : Usual;
}
