using System.Text;

namespace RouteMetrics.Cluster;

/// <summary>A value as a message shows it: in quotes, on one line, cut.</summary>
internal static class Excerpt
{
    private const int ShownCharacters = 64;

    public static string Quote(string value) => $"\"{Line(value)}\"";

    /// <summary>Control characters escaped, since they would break a terminal or the header that carries a warning; cut after 64 characters.</summary>
    public static string Line(string value) => Line(value, ShownCharacters);

    /// <summary>As above, cut after so many characters.</summary>
    public static string Line(string value, int shown)
    {
        var text = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            if (text.Length >= shown)
            {
                return text.Append('…').ToString();
            }

            _ = Rune.IsControl(rune) ? text.Append($"\\u{rune.Value:x4}") : text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
