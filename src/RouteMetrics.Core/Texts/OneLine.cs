using System.Globalization;
using System.Text;

namespace RouteMetrics.Core.Texts;

/// <summary>
/// Foreign text made safe for a line of a log, terminal or warning: what has no picture of its own, or moves that of others (control
/// characters, line ends, directions, zero widths), becomes <c>\u001b</c> or, beyond four digits, <c>\U000e0001</c>.
/// </summary>
public static class OneLine
{
    private const int ShownCharacters = 64;

    /// <summary>The whole text.</summary>
    public static string Of(string text) => IsPlain(text) ? text : Cut(text, int.MaxValue);

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

            _ = !IsUnseen(rune) ? line.Append(rune.ToString())
                : line.Append(rune.IsBmp ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}");
        }

        return line.ToString();
    }

    /// <summary>A value in quotes, cut after 64 characters.</summary>
    public static string Quote(string value) => $"\"{Cut(value)}\"";

    // Nearly all text is ASCII, and compared many characters at a time.
    private static bool IsPlain(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return true;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUnseen(rune))
            {
                return false;
            }
        }

        return true;
    }

    // The categories Other (but for surrogates, of which there are none in runes) and the two separators that end lines.
    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
