using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands.Screens;

/// <summary>
/// What a command prints for people, part by part, an empty line between two parts: on a terminal as a <see cref="Screen"/> shows it, else
/// as plain text. A part without content is left out.
/// </summary>
internal sealed class Page(TextWriter output, Terminal? terminal)
{
    private readonly Lazy<Screen?> screen = new(() => terminal is null ? null : new(terminal));
    private readonly List<FindingAt> shown = [];
    private bool isBegun;

    /// <summary>The rows, of which the first is the header.</summary>
    public Page Table(IReadOnlyList<string[]> rows) =>
        rows.Count == 0 ? this : Part(screen => screen.Table(rows), () => TextTable.Write(rows));

    /// <summary>Findings, which a screen groups and <paramref name="plain"/> spells out.</summary>
    public Page Findings(IReadOnlyList<FindingAt> findings, RouteMetricsSettings settings, Func<string> plain)
    {
        shown.AddRange(findings);
        return findings.Count == 0 ? this : Part(screen => FindingGroups.Write(screen, findings, settings), plain);
    }

    /// <summary>Findings in a table; <paramref name="rows"/> are about them.</summary>
    public Page Findings(IReadOnlyList<FindingAt> findings, IReadOnlyList<string[]> rows)
    {
        shown.AddRange(findings);
        return Table(rows);
    }

    /// <summary>Findings that the text of another part is about.</summary>
    public Page About(IEnumerable<Finding> findings)
    {
        shown.AddRange(findings.Select(static finding => new FindingAt(finding, null)));
        return this;
    }

    /// <summary>A part that is the same for everybody.</summary>
    public Page Plain(string text)
    {
        Begin();
        output.Write(text);
        return this;
    }

    /// <summary>A line that is a part.</summary>
    public Page Text(string line)
    {
        Begin();
        return Line(line);
    }

    /// <summary>A line that belongs to the part before.</summary>
    public Page Line(string line) => Write(screen => screen.Line(line), () => $"{line}\n");

    /// <summary>What belongs to the part before, in one way on a screen, and in another where nobody looks.</summary>
    public Page Write(Action<Screen> onScreen, Func<string> plain)
    {
        if (screen.Value is { } looked)
        {
            onScreen(looked);
        }
        else
        {
            output.Write(plain());
        }

        return this;
    }

    /// <summary>A part that is written in one way on a screen, and in another where nobody looks.</summary>
    public Page Part(Action<Screen> onScreen, Func<string> plain)
    {
        Begin();
        return Write(onScreen, plain);
    }

    /// <summary>On a screen, where to read more of the findings that were shown.</summary>
    public void End()
    {
        if (shown.Count > 0 && screen.Value is { } looked)
        {
            Begin();
            FindingGroups.WritePointer(looked, shown);
        }
    }

    private void Begin()
    {
        if (isBegun)
        {
            output.Write("\n");
        }

        isBegun = true;
    }
}
