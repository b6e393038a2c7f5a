using System.Text;

namespace RouteMetrics.Webhook.Admission;

/// <summary>Text for the eyes of a client: bounded, and on one line where a line is wanted.</summary>
internal static class ClientText
{
    /// <summary>What the API server may cut a single warning to (k8s.io/apiserver endpoints/filters/warning.go, truncateItemRunes).</summary>
    public const int WarningLimit = 256;

    /// <summary>All warnings of a response together (same file, truncateAtTotalRunes); what exceeds it is lost without a word.</summary>
    public const int WarningsLimit = 4096;

    /// <summary>
    /// A denial lists everything for each route that the HTTPRoute CRD admits (128 matches). A bound is needed all the same: an answer that the API
    /// server refuses to read would, under failurePolicy Ignore, admit the route.
    /// </summary>
    public const int MessageLimit = 128 * 1024;

    // "... and 100000 more"
    private const int ClosingLine = 20;

    /// <summary>Each line cut to what a warning may hold, as many as fit, the rest counted.</summary>
    public static IReadOnlyList<string> Warnings(IReadOnlyList<string> lines) =>
        Fit([.. lines.Select(line => Cut(OneLine(line), WarningLimit))], WarningsLimit);

    /// <summary>The lines joined by <c>\n</c>, as many as fit into the limit, the rest counted.</summary>
    public static string Join(IReadOnlyList<string> lines, int limit) => string.Join('\n', Fit(lines, limit));

    /// <summary>At most <paramref name="limit"/> UTF-16 units, an ellipsis included; no character is cut in two.</summary>
    public static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    private static IReadOnlyList<string> Fit(IReadOnlyList<string> lines, int limit)
    {
        // One more than the text itself, for the line end.
        if (lines.Sum(line => line.Length + 1) <= limit)
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

        fitting.Add($"... and {lines.Count - fitting.Count} more");
        return fitting;
    }

    // The API server drops a warning that holds a control character: it travels in a header.
    private static string OneLine(string line)
    {
        if (!line.Any(char.IsControl))
        {
            return line;
        }

        var text = new StringBuilder(line.Length);
        foreach (var unit in line)
        {
            text.Append(char.IsControl(unit) ? ' ' : unit);
        }

        return text.ToString();
    }
}
