using System.Buffers;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RouteMetrics.Cluster.Yaml;

/// <summary>
/// How a text is written so that readers of YAML 1.1 and 1.2 alike read the same text: plain where no reader could take it for anything else, else in
/// quotes on one line.
/// </summary>
internal static class YamlSpelling
{
    // What a plain scalar starts with here; digits, signs and dots may start numbers and dates, the rest are indicators.
    private static readonly SearchValues<char> PlainStart = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/_$(");

    /// <summary>The emitter of every YAML that this program writes: no line is ever folded.</summary>
    public static Emitter EmitterTo(TextWriter output) =>
        new(output, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, newLine: "\n"));

    public static Scalar Of(string text)
    {
        // Half a surrogate pair has no UTF-8; Utf8JsonWriter replaces it likewise.
        var valid = text.EnumerateRunes().All(rune => rune.Value != 0xFFFD) ? text : string.Concat(text.EnumerateRunes());
        return new Scalar(AnchorName.Empty, TagName.Empty, valid, StyleOf(valid), isPlainImplicit: true, isQuotedImplicit: true);
    }

    public static Scalar Of(long number) => Plain(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

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
        && text[^1] is not (':' or ' ')
        && YamlScalar.Plain(text) is YamlScalar.Text
        && YamlScalar.Plain(text.ToLowerInvariant()) is YamlScalar.Text;

    private static bool IsPrintableAscii(char character) => character is >= ' ' and <= '~';
}
