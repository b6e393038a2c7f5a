using System.Text;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Webhook.Commands.Output;

/// <summary>Aligned columns, three spaces apart; the last one is not padded. Each cell is one line.</summary>
internal static class TextTable
{
    private const string Gap = "   ";

    /// <summary>The rows, of which the first is the header; all have the same number of cells.</summary>
    public static string Write(IReadOnlyList<string[]> rows)
    {
        rows = [.. rows.Select(static row => row.Select(OneLine.Of).ToArray())];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => WidthOf(row[column]))).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select(
                (cell, column) => column == row.Length - 1 ? cell : cell + new string(' ', widths[column] - WidthOf(cell)));
            text.Append(string.Join(Gap, cells).TrimEnd(' ')).Append('\n');
        }

        return text.ToString();
    }

    private static int WidthOf(string cell) => cell.EnumerateRunes().Count();
}
