using System.Text;

namespace RouteMetrics.Core.Cel;

/// <summary>The tokens of an expression, white space and comments skipped. Keeps the first fault; what fails returns null.</summary>
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
            SkipBlanks();
            while (source[position..].StartsWith("//"))
            {
                position += source[position..].IndexOf('\n') is >= 0 and var comment ? comment : source.Length - position;
                SkipBlanks();
            }

            return position < source.Length ? source[position] : '\0';
        }
    }

    public bool IsAtEnd => Next == '\0' && position == source.Length;

    /// <summary>On a string or bytes literal, its prefix included.</summary>
    public bool IsAtText => Next is not '\0' && CelStringLiteral.BeginsAt(source[position..]);

    public bool IsAtNumber => Next is not '\0' && CelNumber.BeginsAt(source[position..]);

    /// <summary>On a number that takes the sign before it into the literal: any but an unsigned one.</summary>
    public bool IsSignable => IsAtNumber && CelNumber.LengthOf(source[position..], out var isUnsigned) > 0 && !isUnsigned;

    public bool Take(string symbol)
    {
        var isNext = Next == symbol[0] && source[position..].StartsWith(symbol);
        position += isNext ? symbol.Length : 0;
        return isNext;
    }

    /// <summary>Takes the symbol if it is next, unless the token behind it is <paramref name="end"/>.</summary>
    public bool TakeUnlessBefore(char symbol, char end)
    {
        if (Next != symbol)
        {
            return false;
        }

        var start = position++;
        if (Next != end)
        {
            return true;
        }

        position = start;
        return false;
    }

    /// <summary>Takes the operator of this binding that is next, if there is one.</summary>
    public CelInfix? TakeInfix(Binding binding)
    {
        var next = Next;
        foreach (var infix in CelInfix.Of(binding))
        {
            if (next == infix.Symbol[0] && (infix.IsWord ? TakeWord(infix.Symbol) : Take(infix.Symbol)))
            {
                return infix;
            }
        }

        return null;
    }

    /// <summary>Letters, digits and underscores, and where they begin; empty if the next token is no word.</summary>
    public (int At, string Word) Word()
    {
        var word = Next == '\0' ? "" : NextWord().ToString();
        position += word.Length;
        return (position - word.Length, word);
    }

    /// <summary>The number that is next; the sign, if any, is taken already.</summary>
    public CelExpression? Number(bool isNegative)
    {
        var digits = source.Slice(position, CelNumber.LengthOf(source[position..], out _));
        if (CelNumber.Parse(digits, isNegative) is not { } number)
        {
            Fail<long>($"'{(isNegative ? "-" : "")}{digits}' does not fit into 64 bits");
            return null;
        }

        position += digits.Length;
        return number;
    }

    /// <summary>The string or bytes literal that is next.</summary>
    public CelExpression? Literal()
    {
        var literal = CelStringLiteral.Read(source[position..]);
        if (literal.Node is null)
        {
            Fail<long>(literal.Fault, position + literal.Length);
            return null;
        }

        position += literal.Length;
        return literal.Node;
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

    private void SkipBlanks() =>
        position += source[position..].IndexOfAnyExcept(" \t\r\n\f") is >= 0 and var blanks ? blanks : source.Length - position;

    private bool TakeWord(string word)
    {
        var isNext = Next == word[0] && NextWord().SequenceEqual(word);
        position += isNext ? word.Length : 0;
        return isNext;
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
