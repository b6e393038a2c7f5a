using System.Buffers;
using System.Text;

namespace RouteMetrics.Core.Re2;

/// <summary>Splits a range of code points into sequences of byte ranges, as re2/compile.cc does (AddRuneRangeUTF8).</summary>
internal static class Utf8Ranges
{
    private const int MaxLength = 4;
    private static readonly int[] LastOfLength = [0x7F, 0x7FF, 0xFFFF];

    // All that is not ASCII is so common that RE2 keeps it short, by letting through encodings that no UTF-8 text holds.
    private static readonly (byte Low, byte High)[][] NotAscii =
    [
        [(0xC2, 0xDF), (0x80, 0xBF)],
        [(0xE0, 0xEF), (0x80, 0xBF), (0x80, 0xBF)],
        [(0xF0, 0xF4), (0x80, 0xBF), (0x80, 0xBF), (0x80, 0xBF)],
    ];

    /// <summary>One sequence for each part of the range in which every byte varies on its own.</summary>
    public static IEnumerable<(byte Low, byte High)[]> Split(int low, int high)
    {
        if ((low, high) == (0x80, CodePointSet.MaxCodePoint))
        {
            return NotAscii;
        }

        foreach (var last in LastOfLength)
        {
            if (low <= last && last < high)
            {
                return Split(low, last).Concat(Split(last + 1, high));
            }
        }

        return high < 0x80 ? [[((byte)low, (byte)high)]] : SplitContinuation(low, high);
    }

    // Low and high have the same length: cut until all bytes behind the first difference run from 80 to BF.
    private static IEnumerable<(byte Low, byte High)[]> SplitContinuation(int low, int high)
    {
        for (var i = 1; i < MaxLength; i++)
        {
            var mask = (1 << (6 * i)) - 1;
            if ((low & ~mask) == (high & ~mask))
            {
                continue;
            }

            if ((low & mask) != 0)
            {
                return Split(low, low | mask).Concat(Split((low | mask) + 1, high));
            }

            if ((high & mask) != mask)
            {
                return Split(low, (high & ~mask) - 1).Concat(Split(high & ~mask, high));
            }
        }

        return [[.. Encode(low).Zip(Encode(high))]];
    }

    /// <summary>The bytes of a code point; of a surrogate too, which no text holds.</summary>
    public static byte[] Encode(int codePoint) => codePoint switch
    {
        < 0x80 => [(byte)codePoint],
        < 0x800 => [(byte)(0xC0 | (codePoint >> 6)), Continuation(codePoint)],
        < 0x10000 => [(byte)(0xE0 | (codePoint >> 12)), Continuation(codePoint >> 6), Continuation(codePoint)],
        _ => [(byte)(0xF0 | (codePoint >> 18)), Continuation(codePoint >> 12), Continuation(codePoint >> 6), Continuation(codePoint)],
    };

    /// <summary>A text as bytes; a lone surrogate becomes FF, which only <c>\C</c> matches, as with bytes that are not UTF-8.</summary>
    public static byte[] Encode(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        while (!text.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf16(text, out var rune, out var length) == OperationStatus.Done;
            bytes.AddRange(valid ? Encode(rune.Value) : [0xFF]);
            text = text[length..];
        }

        return [.. bytes];
    }

    private static byte Continuation(int bits) => (byte)(0x80 | (bits & 0x3F));
}
