namespace RouteMetrics.Core.Re2;

/// <summary>A repetition operator as written in the pattern: <c>*</c>, <c>+?</c>, <c>{2,3}</c>.</summary>
internal readonly record struct Re2Repetition(int Min, int? Max, bool Lazy)
{
    // RE2's ParseInteger gives up at nine digits and more, and the brace is then an ordinary character.
    private const int MaxInteger = 100_000_000;

    /// <summary>Reads the operator at the cursor; false, and nothing read, if none is: <c>{,2}</c> and <c>{01}</c> are text.</summary>
    public static bool TryRead(Re2Cursor cursor, out Re2Repetition repetition)
    {
        var start = cursor.Position;
        var (min, max) = (0, (int?)null);
        var found = cursor.Current == '{' ? TryReadCounts(cursor, out min, out max) : TryReadSymbol(cursor, out min, out max);
        if (!found)
        {
            cursor.Position = start;
        }

        repetition = new(min, max, found && cursor.TryTake("?"));
        return found;
    }

    private static bool TryReadSymbol(Re2Cursor cursor, out int min, out int? max)
    {
        (min, max) = cursor.Current switch
        {
            '*' => (0, null),
            '+' => (1, null),
            _ => (0, (int?)1),
        };
        return cursor.TryTake("*") || cursor.TryTake("+") || cursor.TryTake("?");
    }

    private static bool TryReadCounts(Re2Cursor cursor, out int min, out int? max)
    {
        max = null;
        cursor.Position++;
        if (!TryReadInteger(cursor, out min))
        {
            return false;
        }

        max = min;
        if (cursor.TryTake(","))
        {
            max = null;
            if (!cursor.At("}"))
            {
                if (!TryReadInteger(cursor, out var upper))
                {
                    return false;
                }

                max = upper;
            }
        }

        return cursor.TryTake("}");
    }

    private static bool TryReadInteger(Re2Cursor cursor, out int value)
    {
        value = 0;
        var start = cursor.Position;
        for (; !cursor.AtEnd && char.IsAsciiDigit(cursor.Current); cursor.Position++)
        {
            if (value >= MaxInteger)
            {
                return false;
            }

            value = (value * 10) + cursor.Current - '0';
        }

        var digits = cursor.Position - start;
        return digits == 1 || (digits > 1 && cursor.Text[start] != '0');
    }
}
