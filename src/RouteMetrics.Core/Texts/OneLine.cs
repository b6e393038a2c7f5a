using System.Text;

namespace RouteMetrics.Core.Texts;

/// <summary>Foreign text made safe for a line of a log, terminal or warning: control characters become <c>\u001b</c>.</summary>
public static class OneLine
{
    private const int ShownCharacters = 64;

    /// <summary>The whole text.</summary>
    public static string Of(string text) => text.Any(char.IsControl) ? Cut(text, int.MaxValue) : text;

    /// <summary>The text up to so many characters, with an ellipsis if there are more.</summary>
    public static string Cut(string text, int shown = ShownCharacters)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= shown)
            {
                return line.Append('…').ToString();
            }

            _ = Rune.IsControl(rune) ? line.Append($"\\u{rune.Value:x4}") : line.Append(rune.ToString());
        }

        return line.ToString();
    }

    /// <summary>A value in quotes, cut after 64 characters.</summary>
    public static string Quote(string value) => $"\"{Cut(value)}\"";
}
