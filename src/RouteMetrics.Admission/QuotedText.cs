using System.Buffers;
using System.Text;
using System.Text.Json;

namespace RouteMetrics.Admission;

/// <summary>
/// Writes a long text with many quotes as a JSON string. After the first quote, the encoders of System.Text.Json go character by character:
/// for the annotation of 128 matches (95 KB) that was a third of the answer.
/// </summary>
internal static class QuotedText
{
    public static void WriteTo(Utf8JsonWriter json, string text)
    {
        if (text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
        {
            json.WriteStringValue(text);
            return;
        }

        // As bytes: for chars the writer would reserve, and grow by, three bytes each.
        var quoted = ArrayPool<char>.Shared.Rent(LongestOf(text));
        var length = Quote(text, quoted);
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(length));
        json.WriteRawValue(utf8.AsSpan(0, Encoding.UTF8.GetBytes(quoted.AsSpan(0, length), utf8)), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(utf8);
        ArrayPool<char>.Shared.Return(quoted);
    }

    public static void WriteTo(IBufferWriter<char> output, ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyInRange('\0', '\u001f'))
        {
            output.Write($"\"{JsonEncodedText.Encode(text, AdmissionAnswerWriter.Options.Encoder)}\"");
            return;
        }

        output.Advance(Quote(text, output.GetSpan(LongestOf(text))));
    }

    private static int LongestOf(ReadOnlySpan<char> text) => (2 * text.Length) + 2;

    // Without control characters only " and \ have to be escaped (RFC 8259, section 7), each by one character.
    private static int Quote(ReadOnlySpan<char> text, Span<char> quoted)
    {
        var length = 0;
        quoted[length++] = '"';
        while (text.IndexOfAny('"', '\\') is var next and >= 0)
        {
            text[..next].CopyTo(quoted[length..]);
            length += next;
            quoted[length++] = '\\';
            quoted[length++] = text[next];
            text = text[(next + 1)..];
        }

        text.CopyTo(quoted[length..]);
        length += text.Length;
        quoted[length++] = '"';
        return length;
    }
}
