using RouteMetrics.Core.Texts;

namespace RouteMetrics.Admission;

/// <summary>A line for a client; cutting it keeps <paramref name="Ending"/> (a link).</summary>
internal readonly record struct ClientLine(string Text, string Ending = "")
{
    public override string ToString() => Text + Ending;
}

/// <summary>Text shown to a client: bounded, and each part of it one line.</summary>
internal static class ClientText
{
    /// <summary>What a warning should not exceed (k8s.io/api admission/v1 types.go, AdmissionResponse.Warnings).</summary>
    public const int AdvisedLimit = 120;

    /// <summary>What the API server may truncate a warning to (k8s.io/apiserver endpoints/filters/warning.go, truncateItemRunes).</summary>
    public const int WarningLimit = 256;

    /// <summary>All warnings of a response together (same file, truncateAtTotalRunes); the API server silently drops the rest.</summary>
    public const int WarningsLimit = 4096;

    /// <summary>
    /// Room for every finding of the largest route that the CRD admits (128 matches). There has to be a limit: the API server rejects an
    /// answer that is too long and, under failurePolicy Ignore, admits the route.
    /// </summary>
    public const int MessageLimit = 128 * 1024;

    // "... and 100000 more"
    private const int ClosingLine = 20;

    /// <summary>Each line cut to the limit of a warning; if not all fit, to the advised length, and then the rest is counted.</summary>
    public static IReadOnlyList<string> Warnings(IReadOnlyList<ClientLine> lines)
    {
        var whole = WarningsOf(lines, WarningLimit);
        return FitAll(whole, WarningsLimit) ? whole : Fit(WarningsOf(lines, AdvisedLimit), WarningsLimit);
    }

    /// <summary>The lines joined by <c>\n</c>, as many as fit into the limit, the rest counted.</summary>
    public static string Join(IEnumerable<ClientLine> lines, int limit) =>
        string.Join('\n', Fit([.. lines.Select(static line => OneLine.Of(line.ToString()))], limit));

    /// <summary>One line of at most <paramref name="limit"/> UTF-16 units, an ellipsis included; no character is cut in two.</summary>
    public static string Cut(string text, int limit)
    {
        text = OneLine.Of(text.Length <= limit ? text : text[..(limit + 1)]);
        if (text.Length <= limit)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    // The API server drops a warning that holds a control character: it travels in a header.
    private static string[] WarningsOf(IReadOnlyList<ClientLine> lines, int limit) =>
        [.. lines.Select(line => Cut(line.Text, Math.Max(limit - line.Ending.Length, limit / 2)) + line.Ending)];

    // One more than the text itself, for the line end.
    private static bool FitAll(string[] lines, int limit) => lines.Sum(static line => line.Length + 1) <= limit;

    private static IReadOnlyList<string> Fit(string[] lines, int limit)
    {
        if (FitAll(lines, limit))
        {
            return lines;
        }

        var fitting = new List<string>();
        var length = ClosingLine;
        foreach (var line in lines)
        {
            length += line.Length + 1;
            if (length > limit)
            {
                break;
            }

            fitting.Add(line);
        }

        fitting.Add($"... and {lines.Length - fitting.Count} more");
        return fitting;
    }
}
