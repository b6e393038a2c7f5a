using System.Text.Unicode;

namespace RouteMetrics.Admission;

/// <summary>
/// Checks that a body is valid Unicode, once and at the speed of a copy. <c>Utf8JsonReader</c> only notices when a string is read, and then
/// throws.
/// </summary>
internal static class UnicodeText
{
    /// <summary>The fault for the first byte that is not Unicode; null if there is none.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            return $"the body is not UTF-8: byte {InvalidAt(body) + 1}";
        }

        return LoneSurrogateAt(body) is var at and >= 0 ? $"the body is not Unicode: byte {at + 1} is half of a surrogate pair" : null;
    }

    private static int InvalidAt(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (System.Text.Rune.DecodeFromUtf8(body[at..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            at += consumed;
        }

        return at;
    }

    // Escaped surrogates are rare (the API server writes UTF-8), so a plain search is fast enough.
    private static int LoneSurrogateAt(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\\ud"u8) < 0 && body.IndexOf("\\uD"u8) < 0)
        {
            return -1;
        }

        for (var at = 0; at < body.Length; at++)
        {
            if (body[at] != '\\')
            {
                continue;
            }

            var unit = UnitAt(body[at..]);
            var isPair = char.IsHighSurrogate(unit) && body.Length > at + 6 && char.IsLowSurrogate(UnitAt(body[(at + 6)..]));
            if (char.IsSurrogate(unit) && !isPair)
            {
                return at;
            }

            // Skip the escape, so that the second backslash of \\ starts none.
            at += isPair ? 11 : 1;
        }

        return -1;
    }

    /// <summary>The code unit that <c>\uXXXX</c> at the start stands for; NUL, which is no surrogate, if it is anything else.</summary>
    private static char UnitAt(ReadOnlySpan<byte> text) =>
        text.Length >= 6 && text[0] == '\\' && text[1] == 'u'
        && ushort.TryParse(text.Slice(2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit) ? (char)unit : '\0';
}
