using System.Globalization;
using System.Text;

namespace RouteMetrics.Core.Cel;

/// <summary>
/// The text of an expression as tokens: symbols, words, literals, with white space skipped before each. Remembers the first fault; what
/// fails returns null.
/// </summary>
internal ref struct CelScanner(string source)
{
    private readonly ReadOnlySpan<char> source = source;
    private int position;

    public CelParseResult.Failed? Fault { get; private set; }

    /// <summary>The character that the next token begins with; NUL, which begins none, at the end.</summary>
    public char Next
    {
        get
        {
            position += source[position..].IndexOfAnyExcept(" \t\r\n\f") is >= 0 and var blanks ? blanks : source.Length - position;
            return position < source.Length ? source[position] : '\0';
        }
    }

    public bool IsAtEnd => Next == '\0' && position == source.Length;

    public bool Take(string symbol)
    {
        var isNext = Next == symbol[0] && source[position..].StartsWith(symbol);
        position += isNext ? symbol.Length : 0;
        return isNext;
    }

    public bool TakeWord(string word)
    {
        var isNext = Next == word[0] && NextWord().SequenceEqual(word);
        position += isNext ? word.Length : 0;
        return isNext;
    }

    /// <summary>Letters, digits and underscores, and where they begin; empty if the next token is no word.</summary>
    public (int At, string Word) Word()
    {
        var word = Next == '\0' ? "" : NextWord().ToString();
        position += word.Length;
        return (position - word.Length, word);
    }

    /// <summary>The decimal literal without a sign that is next.</summary>
    public long? Number()
    {
        var digits = NextWord();
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return Fail<long>($"'{digits}' is not a whole decimal number of at most {long.MaxValue}");
        }

        position += digits.Length;
        return value;
    }

    /// <summary>The string literal that is next.</summary>
    public string? Text()
    {
        var start = position;
        var quote = source[position++];
        var value = new StringBuilder();
        while (source[position..].IndexOfAny([quote, '\\', '\n', '\r']) is >= 0 and var length)
        {
            value.Append(source.Slice(position, length));
            position += length;
            var stop = source[position++];
            if (stop == quote)
            {
                return value.ToString();
            }

            if (stop != '\\' || !Unescape(value))
            {
                break;
            }
        }

        Fail<long>("the string literal is not closed on its line", start);
        return null;
    }

    public T? FailExpecting<T>(string expected)
        where T : struct => Fail<T>($"expected {expected}, found {Found()}");

    /// <summary>Remembers the fault, at the next token unless said otherwise, if it is the first.</summary>
    public T? Fail<T>(string reason, int? at = null)
        where T : struct
    {
        Fault ??= new(at ?? position, reason);
        return null;
    }

    private bool Unescape(StringBuilder value)
    {
        if (!CelString.TryUnescape(source[position..], out var length, out var codePoint))
        {
            return Fail<bool>("CEL has no such escape", position - 1) is true;
        }

        value.Append(char.ConvertFromUtf32(codePoint));
        position += length;
        return true;
    }

    private readonly ReadOnlySpan<char> NextWord() => source.Slice(position, CelNames.WordLength(source[position..]));

    private string Found()
    {
        if (IsAtEnd)
        {
            return "the end";
        }

        Rune.DecodeFromUtf16(source[position..], out var rune, out var length);
        return Rune.IsControl(rune) ? $"U+{rune.Value:X4}" : $"'{source.Slice(position, Math.Max(length, NextWord().Length))}'";
    }
}
