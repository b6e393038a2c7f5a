using System.Buffers;
using System.Globalization;

namespace RouteMetrics.Core.Cel;

/// <summary>Number literals (Cel.g4 NUM_INT, NUM_UINT, NUM_FLOAT), longest match: <c>1.e5</c> is a selection, <c>1e5</c> is not.</summary>
internal static class CelNumber
{
    private const string HexadecimalPrefix = "0x";

    private const int MostHexadecimalDigits = 16;

    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static bool BeginsAt(ReadOnlySpan<char> text) =>
        text is [>= '0' and <= '9', ..] or ['.', >= '0' and <= '9', ..];

    /// <summary>How many characters the literal takes that the text begins with.</summary>
    public static int LengthOf(ReadOnlySpan<char> text, out bool isUnsigned)
    {
        var length = HexadecimalLength(text);
        var isWhole = length > 0;
        if (!isWhole)
        {
            length = Digits(text);
            var whole = length;
            length += Fraction(text[length..]);
            length += Exponent(text[length..]);
            isWhole = length == whole;
        }

        isUnsigned = isWhole && length < text.Length && text[length] is 'u' or 'U';
        return isUnsigned ? length + 1 : length;
    }

    /// <summary>Null if the number does not fit its type: what is too large for a double is infinite.</summary>
    public static CelExpression? Parse(ReadOnlySpan<char> text, bool isNegative)
    {
        var isHexadecimal = text.StartsWith(HexadecimalPrefix);
        if (!isHexadecimal && text.ContainsAny('.', 'e', 'E'))
        {
            var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            return new CelExpression.Real(isNegative ? -value : value);
        }

        var isUnsigned = text[^1] is 'u' or 'U';
        if (Magnitude(isUnsigned ? text[..^1] : text, isHexadecimal) is not { } magnitude)
        {
            return null;
        }

        const ulong MostNegative = (ulong)long.MaxValue + 1;
        return isUnsigned ? new CelExpression.Unsigned(magnitude)
            : isNegative && magnitude == MostNegative ? new CelExpression.Number(long.MinValue)
            : magnitude > long.MaxValue ? null
            : new CelExpression.Number(isNegative ? -(long)magnitude : (long)magnitude);
    }

    private static ulong? Magnitude(ReadOnlySpan<char> text, bool isHexadecimal)
    {
        var digits = (isHexadecimal ? text[HexadecimalPrefix.Length..] : text).TrimStart('0');
        var style = isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return digits.IsEmpty ? 0
            : isHexadecimal && digits.Length > MostHexadecimalDigits ? null
            : ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value) ? value
            : null;
    }

    private static int HexadecimalLength(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(HexadecimalPrefix))
        {
            return 0;
        }

        var digits = text[HexadecimalPrefix.Length..];
        var count = digits.IndexOfAnyExcept(HexadecimalDigits) is >= 0 and var end ? end : digits.Length;
        return count == 0 ? 0 : HexadecimalPrefix.Length + count;
    }

    private static int Digits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;

    private static int Fraction(ReadOnlySpan<char> text) => text is ['.', >= '0' and <= '9', ..] ? 1 + Digits(text[1..]) : 0;

    private static int Exponent(ReadOnlySpan<char> text)
    {
        var sign = text is ['e' or 'E', '+' or '-', ..] ? 2 : text is ['e' or 'E', ..] ? 1 : 0;
        var digits = sign == 0 ? 0 : Digits(text[sign..]);
        return digits == 0 ? 0 : sign + digits;
    }
}
