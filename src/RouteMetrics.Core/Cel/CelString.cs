using System.Buffers;
using System.Globalization;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Cel;

/// <summary>CEL string literals: the one spelling that is printed, and the escapes that CEL knows (cel-cpp internal/strings.cc).</summary>
internal static class CelString
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "'\\\u007f\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    /// <summary>Writes the value in single quotes. A literal has to be valid UTF-8, so a lone surrogate has no spelling.</summary>
    public static void Quote(ref PooledText output, string value)
    {
        if (CelLimits.IndexOfLoneSurrogate(value) is >= 0 and var index)
        {
            throw new ArgumentException($"The text has a lone surrogate at index {index}, which CEL cannot express.", nameof(value));
        }

        output.Append('\'');
        var rest = value.AsSpan();
        for (var length = rest.IndexOfAny(Escaped); length >= 0; length = rest.IndexOfAny(Escaped))
        {
            output.Append(rest[..length]);
            Escape(ref output, rest[length]);
            rest = rest[(length + 1)..];
        }

        output.Append(rest);
        output.Append('\'');
    }

    /// <summary>The order of CEL's strings: by code point, as their UTF-8 bytes are.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        // A surrogate is part of a code point above all that have none.
        var (one, other) = (left[common], right[common]);
        var isAbove = char.IsSurrogate(one).CompareTo(char.IsSurrogate(other));
        return isAbove != 0 && one >= '\ud800' && other >= '\ud800' ? isAbove : one.CompareTo(other);
    }

    /// <summary>Reads one escape behind its backslash: length and meaning. False for unknown ones, such as <c>\d</c>.</summary>
    public static bool TryUnescape(ReadOnlySpan<char> text, out int length, out int codePoint)
    {
        (length, codePoint) = text.IsEmpty ? (0, -1) : text[0] switch
        {
            'a' => (1, 0x07),
            'b' => (1, 0x08),
            'f' => (1, 0x0c),
            'n' => (1, 0x0a),
            'r' => (1, 0x0d),
            't' => (1, 0x09),
            'v' => (1, 0x0b),
            '\\' or '?' or '\'' or '"' or '`' => (1, text[0]),
            >= '0' and <= '3' => (3, Octal(text)),
            'x' or 'X' => (3, Hexadecimal(text, 2)),
            'u' => (5, Hexadecimal(text, 4)),
            'U' => (9, Hexadecimal(text, 8)),
            _ => (0, -1),
        };
        return codePoint is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF);
    }

    private static void Escape(ref PooledText output, char character)
    {
        if (character is '\'' or '\\')
        {
            output.Append('\\');
            output.Append(character);
            return;
        }

        output.Append("\\u00");
        output.Append((char)('0' + (character >> 4)));
        output.Append("0123456789abcdef"[character & 15]);
    }

    private static int Octal(ReadOnlySpan<char> text) =>
        text.Length >= 3 && text[1] is >= '0' and <= '7' && text[2] is >= '0' and <= '7'
            ? ((text[0] - '0') * 64) + ((text[1] - '0') * 8) + (text[2] - '0')
            : -1;

    private static int Hexadecimal(ReadOnlySpan<char> text, int digits) =>
        text.Length > digits
        && int.TryParse(text.Slice(1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : -1;
}
