using System.Buffers;
using System.Text;

namespace RouteMetrics.Core.Re2;

/// <summary>
/// A pattern that RE2 accepts with the options Envoy's safe_regex and cel-cpp's <c>matches</c> use: RE2::Options' defaults, UTF-8, with
/// Perl syntax. Matching takes time linear in the text. Immutable and safe to share between threads.
/// </summary>
public sealed class Re2Pattern
{
    /// <summary>The largest count in <c>{n,m}</c>, and the largest product of nested ones (maximum_repeat_count in re2/parse.cc).</summary>
    public const int MaxRepeat = 1000;

    /// <summary>The deepest tree. RE2 has no such limit (its walks keep their own stack), but Go's port has this one.</summary>
    public const int MaxHeight = 1000;

    /// <summary>The largest program: two thirds of RE2's default max_mem of 8 MiB, 16 bytes an instruction (re2.cc, compile.cc).</summary>
    public const int MaxProgramSize = (8 << 20) * 2 / 3 / 16;

    private static readonly SearchValues<char> Metacharacters = SearchValues.Create(@"\.+*?()|[]{}^$");

    private readonly Lazy<Re2Program> program;
    private readonly Lazy<Re2Start> start;

    private Re2Pattern(string text, Re2Node syntax, bool endsInQuote, int programSize)
    {
        Text = text;
        Syntax = syntax;
        Enclosable = endsInQuote ? text + "\\E" : text;
        ProgramSize = programSize;
        MatchesEmpty = Re2Meaning.MatchesEmpty(syntax);
        Literal = Re2Meaning.Literal(syntax);
        Prefix = Literal ?? Re2Meaning.Prefix(syntax);
        program = new(() => Re2Program.Compile(syntax));
        start = new(() => Re2Start.Of(program.Value));
    }

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>The text, with an unclosed <c>\Q</c> closed, so that it keeps its meaning inside <c>^(?:…)$</c>.</summary>
    public string Enclosable { get; }

    public Re2Node Syntax { get; }

    /// <summary>About how many instructions RE2 compiles the pattern to; at most <see cref="MaxProgramSize"/>.</summary>
    public int ProgramSize { get; }

    /// <summary>Whether the pattern as a whole match accepts the empty string.</summary>
    public bool MatchesEmpty { get; }

    /// <summary>The one string that is a whole match, where the form shows it (<c>a\.b</c>, <c>^a[.]b$</c>); else null.</summary>
    public string? Literal { get; }

    /// <summary>What every whole match begins with, as far as the form shows it; may be empty.</summary>
    public string Prefix { get; }

    /// <summary>How each whole match begins.</summary>
    public Re2Start Start => start.Value;

    /// <summary>The pattern, or null and the reason why RE2 refuses it.</summary>
    public static Re2Pattern? TryParse(string pattern, out Re2SyntaxError? error)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (LoneSurrogate(pattern) is { } position)
        {
            error = new(position, "lone surrogate: the pattern is not valid Unicode");
            return null;
        }

        var parser = new Re2Parser(pattern);
        var syntax = parser.Parse();
        error = parser.Error;
        if (syntax is null)
        {
            return null;
        }

        var size = Re2ProgramSize.Of(syntax);
        if (size > MaxProgramSize)
        {
            error = new(0, $"pattern too large: about {size} instructions, over RE2's limit of {MaxProgramSize}");
            return null;
        }

        return new(pattern, syntax, parser.EndsInQuote, (int)size);
    }

    /// <summary>Whether the pattern matches anywhere in the text, as RE2::PartialMatch does.</summary>
    public bool IsMatch(ReadOnlySpan<char> text) => Re2Matcher.IsMatch(program.Value, Utf8Ranges.Encode(text));

    /// <summary>Text that matches exactly the literal: metacharacters are escaped and nothing else, so that a URL stays readable.</summary>
    public static string Quote(string literal)
    {
        if (!literal.AsSpan().ContainsAny(Metacharacters))
        {
            return literal;
        }

        var text = new StringBuilder(literal.Length + 8);
        foreach (var character in literal)
        {
            text.Append(IsMetacharacter(character) ? "\\" : "").Append(character);
        }

        return text.ToString();
    }

    /// <summary>Whether <see cref="Quote"/> escapes the character.</summary>
    internal static bool IsMetacharacter(char character) => Metacharacters.Contains(character);

    private static int? LoneSurrogate(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                return at;
            }

            at += rune.Utf16SequenceLength - 1;
        }

        return null;
    }
}
