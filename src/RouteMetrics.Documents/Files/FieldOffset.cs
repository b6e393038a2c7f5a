using System.Globalization;
using System.Text;
using System.Text.Json;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Documents.Files;

/// <summary>
/// Finds a field by its path as messages write it: <c>spec.rules[0].matches</c>, <c>metadata.annotations[a.b/c]</c>, <c>spec['a.b']</c>.
/// </summary>
internal static class FieldOffset
{
    /// <summary>The offset of the field's value, or of its nearest parent. The JSON must be valid and start with the object.</summary>
    public static long Of(ReadOnlySpan<byte> json, string path)
    {
        var reader = ObjectCollector.ReaderOf(json);
        reader.Read();
        var offset = reader.TokenStartIndex;
        foreach (var step in StepsOf(path))
        {
            if (!Enter(ref reader, step))
            {
                break;
            }

            offset = reader.TokenStartIndex;
        }

        return offset;
    }

    private static List<string> StepsOf(string path)
    {
        var steps = new List<string>();
        for (var at = 0; at < path.Length;)
        {
            var (open, close) = path.AsSpan(at) switch
            {
                ['.', ..] => (".", ".["),
                ['[', '\'', ..] => ("['", "']"),
                ['[', ..] => ("[", "]"),
                _ => ("", ".["),
            };
            var start = at + open.Length;
            var end = close == ".[" ? path.AsSpan(start).IndexOfAny('.', '[') : path.AsSpan(start).IndexOf(close, StringComparison.Ordinal);
            end = end < 0 ? path.Length : start + end;
            steps.Add(path[start..end]);
            at = close == ".[" ? end : end + close.Length;
        }

        return steps;
    }

    private static bool Enter(ref Utf8JsonReader reader, string step) => reader.TokenType switch
    {
        JsonTokenType.StartObject => reader.MoveTo(Encoding.UTF8.GetBytes(step)),
        JsonTokenType.StartArray =>
            int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && EnterItem(ref reader, index),
        _ => false,
    };

    private static bool EnterItem(ref Utf8JsonReader reader, int index)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index-- == 0)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
