using System.Text;

namespace RouteMetrics.Core.Texts;

/// <summary>Text for a place that holds so many bytes of it.</summary>
public static class CutText
{
    /// <summary>The text, or as much of it as leaves room for an ellipsis.</summary>
    public static string Of(string text, int mostBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= mostBytes)
        {
            return text;
        }

        const char More = '…';
        var left = mostBytes - new Rune(More).Utf8SequenceLength;
        var cut = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            cut.Append(rune.ToString());
        }

        return cut.Append(More).ToString();
    }
}
