using System.Text;

namespace RouteMetrics.Core.Re2;

/// <summary>What <c>(</c> opens: <c>(</c>, <c>(?P&lt;n&gt;</c>, <c>(?i:</c>, or <c>(?i)</c>, a complete flag setting.</summary>
internal abstract record Re2GroupOpening
{
    // What other engines mean by an opening, longest first, so that the message can name it.
    private static readonly (string Opening, string Construct)[] Foreign =
    [
        ("(?<=", "lookbehind"), ("(?<!", "lookbehind"), ("(?=", "lookahead"), ("(?!", "lookahead"), ("(?>", "atomic group"),
        ("(?#", "comment"), ("(?(", "conditional"), ("(?|", "branch reset"), ("(?P=", "backreference"), ("(?P>", "subroutine call"),
        ("(?&", "subroutine call"), ("(?R", "recursion"), ("(?'", "named group"),
    ];

    // Python 3's identifiers (IsValidCaptureName in re2/parse.cc), not restricting the first character.
    private static readonly string[] NameCategories = ["Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Nd", "Pc"];

    public sealed record Flags(Re2FlagChange Change) : Re2GroupOpening;

    public sealed record Group(Re2FlagChange Change) : Re2GroupOpening;

    public sealed record Capture(string? Name) : Re2GroupOpening;

    /// <summary>Reads the opening at the cursor, which is at its <c>(</c>.</summary>
    public static bool TryRead(Re2Cursor cursor, out Re2GroupOpening? opening)
    {
        opening = null;
        var start = cursor.Position;
        if (!cursor.At("(?"))
        {
            opening = new Capture(Name: null);
            return cursor.TryTake("(");
        }

        if (Array.Find(Foreign, construct => cursor.At(construct.Opening)) is { Opening: not null } foreign)
        {
            return cursor.Fail(start, $"{foreign.Construct} {foreign.Opening} is not supported by RE2");
        }

        return cursor.TryTake("(?P<") || cursor.TryTake("(?<")
            ? TryReadName(cursor, start, out opening)
            : cursor.TryTake("(?") && TryReadFlags(cursor, start, out opening);
    }

    private static bool TryReadName(Re2Cursor cursor, int start, out Re2GroupOpening? opening)
    {
        opening = null;
        var first = cursor.Position;
        var end = cursor.Text.IndexOf('>', first);
        if (end < 0)
        {
            return cursor.Fail(start, "missing > after the name of a group");
        }

        cursor.Position = end + 1;
        var name = cursor.Text[first..end];
        opening = new Capture(name);
        return (name.Length > 0 && name.EnumerateRunes().All(IsNamePart))
            || cursor.Fail(start, $"invalid group name in {cursor.Since(start)}; use letters, digits and _");
    }

    private static bool IsNamePart(Rune rune) =>
        rune.IsAscii ? rune.Value == '_' || char.IsAsciiLetterOrDigit((char)rune.Value)
        : NameCategories.Any(category => UnicodeData.Group(category)?.Contains(rune.Value) == true);

    private static bool TryReadFlags(Re2Cursor cursor, int start, out Re2GroupOpening? opening)
    {
        opening = null;
        var (on, off) = (Re2Modifiers.None, Re2Modifiers.None);
        var negated = false;
        while (!cursor.AtEnd && cursor.Current is not (':' or ')'))
        {
            var flag = Flag(cursor.Current);
            var isSign = cursor.Current == '-' && !negated;
            _ = cursor.TakeCodePoint();
            if (flag == Re2Modifiers.None && !isSign)
            {
                return cursor.Fail(start, $"{cursor.Since(start)} is not supported by RE2; the flags are i, m, s and U");
            }

            negated |= isSign;
            (on, off) = negated ? (on, off | flag) : (on | flag, off);
        }

        if (cursor.AtEnd)
        {
            return cursor.Fail(start, $"missing closing ) of {cursor.Since(start)}");
        }

        var change = new Re2FlagChange(on & ~off, off);
        opening = cursor.Current == ':' ? new Group(change) : new Flags(change);
        cursor.Position++;
        return !negated || off != Re2Modifiers.None || cursor.Fail(start, $"no flag after - in {cursor.Since(start)}");
    }

    private static Re2Modifiers Flag(char name) => name switch
    {
        'i' => Re2Modifiers.FoldCase,
        'm' => Re2Modifiers.MultiLine,
        's' => Re2Modifiers.DotNewline,
        'U' => Re2Modifiers.Ungreedy,
        _ => Re2Modifiers.None,
    };
}
