using RouteMetrics.Core.Texts;
using RouteMetrics.Webhook.Commands.Output;
using Spectre.Console;

namespace RouteMetrics.Webhook.Commands.Screens;

/// <summary>
/// Text on a terminal: coloured, and wrapped to its width so that nothing of it is cut. Others' text goes in as text, never as markup of
/// Spectre.Console, and with control characters spelt out. Made only where a person looks, so that a server never loads the library.
/// </summary>
internal sealed class Screen
{
    private const int Gap = 3;

    /// <summary>A column of so many characters or fewer is not wrapped.</summary>
    private const int Narrow = 24;

    private readonly IAnsiConsole console;

    public Screen(Terminal terminal)
    {
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Writer),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = terminal.Columns;
    }

    private int Width => console.Profile.Width;

    /// <summary>A paragraph.</summary>
    public void Line(params ReadOnlySpan<Toned> text)
    {
        console.Write(ParagraphOf(text));
        console.WriteLine();
    }

    /// <summary>A paragraph that the terminal itself wraps, so that a command in it can be copied.</summary>
    public void Unwrapped(params ReadOnlySpan<Toned> text)
    {
        var width = Width;
        console.Profile.Width = short.MaxValue;
        Line(text);
        console.Profile.Width = width;
    }

    /// <summary>A paragraph of a list: what is wrapped of it begins right of the mark.</summary>
    public void Item(int indent, Toned mark, params ReadOnlySpan<Toned> text)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(indent, 0, 1, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        grid.AddRow(ParagraphOf([mark]), ParagraphOf(text));
        console.Write(grid);
    }

    /// <summary>The rows, of which the first is the header: as columns where they fit, else each row as a list of its cells.</summary>
    public void Table(IReadOnlyList<string[]> rows)
    {
        rows = [.. rows.Select(static row => row.Select(OneLine.Of).ToArray())];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].GetCellWidth())).ToArray();
        var gaps = Gap * (widths.Length - 1);
        if (widths.Sum(static width => Math.Min(width, Narrow)) + gaps <= Width)
        {
            Columns(rows, isWrapped: widths.Sum() + gaps > Width);
        }
        else
        {
            Records(rows);
        }
    }

    // Where rows have several lines, lines tell them apart.
    private void Columns(IReadOnlyList<string[]> rows, bool isWrapped)
    {
        var padding = new Padding(0, 0, isWrapped ? Gap - 1 : Gap, 0);
        var table = new Table
        {
            Border = isWrapped ? TableBorder.Horizontal : TableBorder.None,
            BorderStyle = StyleOf(Tone.Faint),
            ShowRowSeparators = isWrapped,
        };
        foreach (var header in rows[0])
        {
            table.AddColumn(new TableColumn(new Text(header, StyleOf(Tone.Strong))) { Padding = padding });
        }

        foreach (var row in rows.Skip(1))
        {
            table.AddRow(row.Select(static cell => new Text(cell, StyleOf(ToneOf(cell)))));
        }

        console.Write(table);
    }

    private void Records(IReadOnlyList<string[]> rows)
    {
        foreach (var (index, row) in rows.Skip(1).Index())
        {
            if (index > 0)
            {
                console.WriteLine();
            }

            foreach (var (header, cell) in rows[0].Zip(row).Where(static pair => pair.Second.Length > 0))
            {
                Item(0, new Toned(header, Tone.Strong), new Toned(cell, ToneOf(cell)));
            }
        }
    }

    private static Paragraph ParagraphOf(ReadOnlySpan<Toned> text)
    {
        var paragraph = new Paragraph();
        foreach (var (piece, tone) in text)
        {
            paragraph.Append(OneLine.Of(piece), StyleOf(tone));
        }

        return paragraph;
    }

    private static Tone ToneOf(string cell) => cell switch
    {
        "deny" or "failed" => Tone.Bad,
        "warn" or "unknown" => Tone.Doubtful,
        "passed" => Tone.Good,
        _ => Tone.Plain,
    };

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Faint => new Style(decoration: Decoration.Dim),
        Tone.Good => new Style(Color.Green),
        Tone.Doubtful => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
        _ => Style.Plain,
    };
}
