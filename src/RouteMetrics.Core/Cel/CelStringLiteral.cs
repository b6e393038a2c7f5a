using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace RouteMetrics.Core.Cel;

/// <summary>
/// String and bytes literals: <c>'a'</c>, <c>"a"</c>, <c>'''a'''</c>, raw <c>r'\d'</c>, bytes <c>b'\xff'</c> (Cel.g4 STRING and BYTES, and
/// what cel-cpp internal/strings.cc rejects afterwards). Values are UTF-8, as in the proxy.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CelStringLiteral(CelExpression? Node, int Length, string Fault)
{
    /// <summary>Whether the text begins with a literal, its prefix included.</summary>
    public static bool BeginsAt(ReadOnlySpan<char> text) => PrefixLength(text) is { } prefix && text[prefix] is '\'' or '"';

    /// <summary>The literal and its length; or, without a node, where it goes wrong and why.</summary>
    public static CelStringLiteral Read(ReadOnlySpan<char> text)
    {
        var prefix = PrefixLength(text) ?? 0;
        var isBytes = text[..prefix].ContainsAny('b', 'B');
        var isRaw = text[..prefix].ContainsAny('r', 'R');
        var quote = text[prefix];
        ReadOnlySpan<char> closing = [quote, quote, quote];
        closing = text[prefix..].StartsWith(closing) ? closing : closing[..1];
        var body = prefix + closing.Length;
        var value = new ArrayBufferWriter<byte>();
        var read = isRaw ? Raw(text[body..], closing, value) : Escaped(text[body..], closing, isBytes, value);
        if (read.Fault is { } fault)
        {
            return new(null, fault.Length == 0 ? 0 : body + read.Length, fault.Length == 0 ? Unclosed(closing) : fault);
        }

        return new(NodeOf(value.WrittenSpan, isBytes), body + read.Length, "");
    }

    private static CelExpression NodeOf(ReadOnlySpan<byte> value, bool isBytes) =>
        isBytes ? new CelExpression.Bytes([.. value]) : new CelExpression.Text(Encoding.UTF8.GetString(value));

    private static string Unclosed(ReadOnlySpan<char> closing) =>
        closing.Length == 1 ? "the string literal is not closed on its line" : "the string literal is not closed";

    private static int? PrefixLength(ReadOnlySpan<char> text)
    {
        var length = text is ['b' or 'B', ..] ? 1 : 0;
        length += text[length..] is ['r' or 'R', ..] ? 1 : 0;
        return length < text.Length ? length : null;
    }

    // The fault is empty where the literal has no end.
    private static (int Length, string? Fault) Raw(ReadOnlySpan<char> text, ReadOnlySpan<char> closing, ArrayBufferWriter<byte> value)
    {
        var end = text.IndexOf(closing);
        if (end < 0 || (closing.Length == 1 && text[..end].ContainsAny('\n', '\r')))
        {
            return (0, "");
        }

        // The lexer closes it, but what reads its value takes the last backslash for one that escapes the quote.
        var backslashes = end - (text[..end].LastIndexOfAnyExcept('\\') + 1);
        if (backslashes % 2 == 1)
        {
            return (end - 1, "a raw literal cannot end in an odd number of backslashes");
        }

        Append(text[..end], value);
        return (end + closing.Length, null);
    }

    private static (int Length, string? Fault) Escaped(
        ReadOnlySpan<char> text, ReadOnlySpan<char> closing, bool isBytes, ArrayBufferWriter<byte> value)
    {
        ReadOnlySpan<char> stops = closing.Length == 1 ? [closing[0], '\\', '\n', '\r'] : [closing[0], '\\'];
        var position = 0;
        while (text[position..].IndexOfAny(stops) is >= 0 and var length)
        {
            Append(text.Slice(position, length), value);
            position += length;
            var rest = text[position..];
            if (rest.StartsWith(closing))
            {
                return (position + closing.Length, null);
            }

            switch (rest[0])
            {
                case '\\' when Unescape(rest[1..], isBytes, value) is > 0 and var escaped:
                    position += 1 + escaped;
                    break;
                case '\\':
                    return (position, "CEL has no such escape");
                case '\n' or '\r':
                    return (0, "");
                case var quote:
                    Append([quote], value);
                    position++;
                    break;
            }
        }

        return (0, "");
    }

    // Numbers below 256 stand for a code point in a string and for a byte in bytes, which have no \u.
    private static int Unescape(ReadOnlySpan<char> text, bool isBytes, ArrayBufferWriter<byte> value)
    {
        if (!CelString.TryUnescape(text, out var length, out var codePoint) || (isBytes && text[0] is 'u' or 'U'))
        {
            return 0;
        }

        if (isBytes)
        {
            value.Write([(byte)codePoint]);
        }
        else
        {
            value.Advance(new Rune(codePoint).EncodeToUtf8(value.GetSpan(4)));
        }

        return length;
    }

    // A line ends in \n, whatever the file had.
    private static void Append(ReadOnlySpan<char> text, ArrayBufferWriter<byte> value)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (text.Contains('\r'))
        {
            text = text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }

        value.Advance(Encoding.UTF8.GetBytes(text, value.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }
}
