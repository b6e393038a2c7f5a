using System.Diagnostics.CodeAnalysis;

namespace RouteMetrics.Core.Re2;

/// <summary>Character classes: <c>[^a-z\d[:alpha:]]</c> and the bare groups <c>\d</c>, <c>\pL</c>, <c>\p{^Greek}</c>.</summary>
internal static class Re2ClassParser
{
    /// <summary>Reads the class at the cursor, which is at its <c>[</c>.</summary>
    public static bool TryRead(Re2Cursor cursor, bool foldCase, [NotNullWhen(true)] out Re2Node.Class? result)
    {
        result = null;
        var start = cursor.Position++;
        var negated = cursor.TryTake("^");
        var items = new List<Re2ClassItem>();
        for (var first = true; !cursor.AtEnd && (first || cursor.Current != ']'); first = false)
        {
            if (!TryReadItem(cursor, start, out var item))
            {
                return false;
            }

            items.Add(item);
        }

        if (!cursor.TryTake("]"))
        {
            return cursor.Fail(start, $"missing closing ] of {cursor.Text[start..]}");
        }

        result = new(negated, new EquatableList<Re2ClassItem>(items), foldCase);
        return true;
    }

    /// <summary>Reads a group such as <c>\d</c> or <c>\p{Greek}</c> if one is at the cursor; false without an error if none is.</summary>
    public static bool TryReadGroup(Re2Cursor cursor, [NotNullWhen(true)] out Re2ClassItem? group)
    {
        group = null;
        if (cursor.At("\\p") || cursor.At("\\P"))
        {
            return TryReadUnicodeGroup(cursor, out group);
        }

        if (cursor.Text.AsSpan(cursor.Position) is not ['\\', ('d' or 's' or 'w' or 'D' or 'S' or 'W') and var letter, ..])
        {
            return false;
        }

        cursor.Position += 2;
        group = new Re2ClassItem.Named(Re2GroupKind.Perl, char.ToLowerInvariant(letter).ToString(), char.IsAsciiLetterUpper(letter));
        return true;
    }

    private static bool TryReadItem(Re2Cursor cursor, int classStart, [NotNullWhen(true)] out Re2ClassItem? item) =>
        TryReadPosix(cursor, out item) || (cursor.Error is null && TryReadGroup(cursor, out item))
        || (cursor.Error is null && TryReadRange(cursor, classStart, out item));

    // Without a closing :] the [ is an ordinary character.
    private static bool TryReadPosix(Re2Cursor cursor, [NotNullWhen(true)] out Re2ClassItem? item)
    {
        item = null;
        var start = cursor.Position;
        var end = cursor.At("[:") ? cursor.Text.IndexOf(":]", start + 2, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            return false;
        }

        var negated = cursor.Text[start + 2] == '^';
        var name = cursor.Text[(start + (negated ? 3 : 2))..Math.Max(end, start + (negated ? 3 : 2))];
        cursor.Position = end + 2;
        item = new Re2ClassItem.Named(Re2GroupKind.Posix, name, negated);
        return NamedGroups.Find(Re2GroupKind.Posix, name) is not null
            || cursor.Fail(start, $"unknown character class {cursor.Since(start)}");
    }

    private static bool TryReadUnicodeGroup(Re2Cursor cursor, [NotNullWhen(true)] out Re2ClassItem? group)
    {
        group = null;
        var start = cursor.Position;
        var negated = cursor.Text[start + 1] == 'P';
        cursor.Position += 2;
        if (!TryReadGroupName(cursor, out var name))
        {
            return cursor.Fail(start, $"{cursor.Text[start..]} names no Unicode group; write \\pL or \\p{{Greek}}");
        }

        if (name.StartsWith('^'))
        {
            (negated, name) = (!negated, name[1..]);
        }

        group = new Re2ClassItem.Named(Re2GroupKind.Unicode, name, negated);
        return UnicodeData.Group(name) is not null || cursor.Fail(start, $"unknown Unicode group {cursor.Since(start)}");
    }

    private static bool TryReadGroupName(Re2Cursor cursor, out string name)
    {
        name = "";
        var start = cursor.Position;
        if (cursor.AtEnd)
        {
            return false;
        }

        if (!cursor.TryTake("{"))
        {
            _ = cursor.TakeCodePoint();
            name = cursor.Since(start);
            return true;
        }

        var end = cursor.Text.IndexOf('}', start);
        if (end < 0)
        {
            return false;
        }

        name = cursor.Text[(start + 1)..end];
        cursor.Position = end + 1;
        return true;
    }

    private static bool TryReadRange(Re2Cursor cursor, int classStart, [NotNullWhen(true)] out Re2ClassItem? item)
    {
        item = null;
        var start = cursor.Position;
        if (!TryReadCharacter(cursor, classStart, out var low))
        {
            return false;
        }

        var high = low;
        if (cursor.At("-") && !cursor.At("-]") && cursor.Position + 1 < cursor.Text.Length)
        {
            cursor.Position++;
            if (!TryReadCharacter(cursor, classStart, out high))
            {
                return false;
            }
        }

        item = new Re2ClassItem.Range(low, high);
        return low <= high || cursor.Fail(start, $"invalid character class range {cursor.Since(start)}");
    }

    private static bool TryReadCharacter(Re2Cursor cursor, int classStart, out int codePoint)
    {
        codePoint = 0;
        if (cursor.AtEnd)
        {
            return cursor.Fail(classStart, $"missing closing ] of {cursor.Text[classStart..]}");
        }

        if (cursor.Current == '\\')
        {
            return Re2Escape.TryRead(cursor, out codePoint);
        }

        codePoint = cursor.TakeCodePoint();
        return true;
    }
}
