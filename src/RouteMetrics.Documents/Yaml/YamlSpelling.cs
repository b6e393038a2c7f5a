using System.Buffers;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RouteMetrics.Documents.Yaml;

/// <summary>
/// Writes a text so that YAML 1.1 and 1.2 parsers read the same text: plain if it is unambiguous, otherwise quoted on one line.
/// </summary>
internal static class YamlSpelling
{
    // What a plain scalar starts with here; digits, signs and dots may start numbers and dates, the rest are indicators.
    private static readonly SearchValues<char> PlainStart = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/_$(");

    /// <summary>The text of documents, of which <paramref name="emit"/> gives the events. No line is ever folded.</summary>
    public static string Print(Action<Emitter> emit)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var emitter = new Emitter(
            text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, newLine: "\n"));
        emitter.Emit(new StreamStart());
        emit(emitter);
        emitter.Emit(new StreamEnd());

        // YamlDotNet does not escape the byte order mark, and go-yaml drops one wherever its buffer happens to start with it. It only
        // occurs within double quotes, where the escape means the same.
        return text.ToString().Replace("\uFEFF", "\\uFEFF", StringComparison.Ordinal);
    }

    public static Scalar Of(string text)
    {
        // Half a surrogate pair has no UTF-8; Utf8JsonWriter replaces it likewise.
        var valid = text.EnumerateRunes().All(rune => rune.Value != 0xFFFD) ? text : string.Concat(text.EnumerateRunes());
        return new Scalar(AnchorName.Empty, TagName.Empty, valid, StyleOf(valid), isPlainImplicit: true, isQuotedImplicit: true);
    }

    public static Scalar Of(long number) => Plain(number.ToString(CultureInfo.InvariantCulture));

    public static Scalar Of(bool flag) => Plain(flag ? "true" : "false");

    private static Scalar Plain(string text) =>
        new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false);

    private static ScalarStyle StyleOf(string text) =>
        IsPlain(text) ? ScalarStyle.Plain
        : text.All(IsPrintableAscii) && !text.Contains('\'') ? ScalarStyle.SingleQuoted
        : ScalarStyle.DoubleQuoted;

    private static bool IsPlain(string text) =>
        text.Length > 0
        && PlainStart.Contains(text[0])
        && text.All(IsPrintableAscii)
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        // YamlDotNet takes the star of "a- *" and "a< *" for an alias.
        && !text.Contains(" *", StringComparison.Ordinal)
        && text[^1] is not (':' or ' ')
        && YamlScalar.Plain(text) is YamlScalar.Text
        && YamlScalar.Plain(text.ToLowerInvariant()) is YamlScalar.Text;

    private static bool IsPrintableAscii(char character) => character is >= ' ' and <= '~';
}
