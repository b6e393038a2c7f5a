namespace RouteMetrics.Core.Re2;

/// <summary>An escape that stands for one character, in a class or not: <c>\n</c>, <c>\x{10FFFF}</c>, <c>\101</c>, <c>\.</c>.</summary>
internal static class Re2Escape
{
    private static readonly Dictionary<char, string> Hints = new()
    {
        ['E'] = "has no \\Q before it",
        ['G'] = "is not supported by RE2",
        ['K'] = "is not supported by RE2",
        ['Z'] = "is not supported by RE2; use \\z",
        ['b'] = "is not a character; write \\x08 for a backspace",
        ['g'] = "is a backreference, which RE2 does not support",
        ['k'] = "is a backreference, which RE2 does not support",
        ['u'] = "is not supported by RE2; write \\x{…}",
    };

    /// <summary>Reads the escape at the cursor, which is at its backslash.</summary>
    public static bool TryRead(Re2Cursor cursor, out int codePoint)
    {
        var start = cursor.Position++;
        codePoint = 0;
        if (cursor.AtEnd)
        {
            return cursor.Fail(start, "trailing \\ at the end of the pattern");
        }

        var named = cursor.TakeCodePoint();
        switch (named)
        {
            case >= '0' and <= '7':
                return TryReadOctal(cursor, start, named - '0', out codePoint);
            case 'x':
                return TryReadHexadecimal(cursor, start, out codePoint);
            case < 0x80 when !char.IsAsciiLetterOrDigit((char)named):
                codePoint = named;
                return true;
        }

        codePoint = Control(named);
        return codePoint > 0 || cursor.Fail(start, $"escape {cursor.Since(start)} {Explain(named)}");
    }

    private static int Control(int named) => named switch
    {
        'a' => '\a',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => 0,
    };

    private static string Explain(int named) => named switch
    {
        '8' or '9' => "is a backreference, which RE2 does not support",
        < 0x80 => Hints.GetValueOrDefault((char)named, "is not supported by RE2"),
        _ => "is not supported by RE2; only ASCII punctuation can be escaped",
    };

    // One non-zero digit would be a backreference.
    private static bool TryReadOctal(Re2Cursor cursor, int start, int first, out int codePoint)
    {
        codePoint = first;
        var digits = 1;
        for (; digits < 3 && !cursor.AtEnd && cursor.Current is >= '0' and <= '7'; digits++, cursor.Position++)
        {
            codePoint = (codePoint * 8) + cursor.Current - '0';
        }

        return digits > 1 || first == 0 || cursor.Fail(start, $"backreference {cursor.Since(start)} is not supported by RE2");
    }

    private static bool TryReadHexadecimal(Re2Cursor cursor, int start, out int codePoint)
    {
        codePoint = 0;
        var braced = cursor.TryTake("{");
        var first = cursor.Position;
        while (!cursor.AtEnd && char.IsAsciiHexDigit(cursor.Current) && (braced || cursor.Position < first + 2))
        {
            codePoint = (codePoint * 16) + Convert.ToInt32(cursor.Current.ToString(), 16);
            cursor.Position++;
            if (codePoint > CodePointSet.MaxCodePoint)
            {
                return cursor.Fail(start, $"escape {cursor.Since(start)} is over the last code point, \\x{{10FFFF}}");
            }
        }

        var complete = braced ? cursor.Position > first && cursor.TryTake("}") : cursor.Position == first + 2;
        return complete || cursor.Fail(start, $"escape {cursor.Since(start)} must be \\x and two hexadecimal digits, or \\x{{…}}");
    }
}
