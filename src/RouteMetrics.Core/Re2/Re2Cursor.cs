using System.Text;

namespace RouteMetrics.Core.Re2;

/// <summary>The place in a pattern that its parsers share, and the first error any of them met.</summary>
internal sealed class Re2Cursor(string text)
{
    public string Text => text;

    public int Position { get; set; }

    public Re2SyntaxError? Error { get; private set; }

    public bool AtEnd => Position >= text.Length;

    public char Current => text[Position];

    public bool At(string expected) => text.AsSpan(Position).StartsWith(expected, StringComparison.Ordinal);

    /// <summary>Steps over the text if it comes next.</summary>
    public bool TryTake(string expected)
    {
        var found = At(expected);
        Position += found ? expected.Length : 0;
        return found;
    }

    /// <summary>The next code point, stepped over. The pattern is known to be well-formed UTF-16.</summary>
    public int TakeCodePoint()
    {
        var rune = Rune.GetRuneAt(text, Position);
        Position += rune.Utf16SequenceLength;
        return rune.Value;
    }

    /// <summary>Records the error and returns false, to be returned in turn.</summary>
    public bool Fail(int position, string reason)
    {
        Error ??= new(position, reason);
        return false;
    }

    /// <summary>The pattern from a position up to here, as messages show it.</summary>
    public string Since(int position) => text[position..Position];
}
