using System.Text;

namespace RouteMetrics.Core.Re2;

/// <summary>What the tree of a pattern shows about it.</summary>
internal static class Re2Meaning
{
    /// <summary>Whether the empty string is a whole match; on it every anchor holds but <c>\b</c>.</summary>
    public static bool MatchesEmpty(Re2Node node) => node switch
    {
        Re2Node.Empty or Re2Node.SetFlags => true,
        Re2Node.Assertion(var anchor) => anchor != Re2Anchor.WordBoundary,
        Re2Node.Group(_, var body) => MatchesEmpty(body),
        Re2Node.Capture(_, var body) => MatchesEmpty(body),
        Re2Node.Repeat(var operand, var min, _, _) => min == 0 || MatchesEmpty(operand),
        Re2Node.Concatenation(var items) => items.All(MatchesEmpty),
        Re2Node.Alternation(var branches) => branches.Any(MatchesEmpty),
        _ => false,
    };

    /// <summary>Whether the node can consume no character at all, whatever it tests.</summary>
    public static bool IsZeroWidth(Re2Node node) => node switch
    {
        Re2Node.Empty or Re2Node.SetFlags or Re2Node.Assertion => true,
        Re2Node.Group(_, var body) => IsZeroWidth(body),
        Re2Node.Capture(_, var body) => IsZeroWidth(body),
        Re2Node.Repeat(var operand, _, var max, _) => max == 0 || IsZeroWidth(operand),
        Re2Node.Concatenation(var items) => items.All(IsZeroWidth),
        Re2Node.Alternation(var branches) => branches.All(IsZeroWidth),
        _ => false,
    };

    /// <summary>The one string that is a whole match, or null where the form does not show it.</summary>
    public static string? Literal(Re2Node node)
    {
        var text = new StringBuilder();
        var atEnd = false;
        return TryAppend(node, text, ref atEnd) ? text.ToString() : null;
    }

    /// <summary>What every whole match begins with, as far as the form shows it.</summary>
    public static string Prefix(Re2Node node)
    {
        var text = new StringBuilder();
        var atEnd = false;
        TryAppend(node, text, ref atEnd);
        return text.ToString();
    }

    private static bool TryAppend(Re2Node node, StringBuilder text, ref bool atEnd)
    {
        switch (node)
        {
            case Re2Node.Empty or Re2Node.SetFlags:
                return true;
            case Re2Node.Literal literal:
                return !atEnd && TryAppend(literal.ToSet(), text);
            case Re2Node.Class characters:
                return !atEnd && TryAppend(characters.ToSet(), text);
            case Re2Node.Group(_, var body):
                return TryAppend(body, text, ref atEnd);
            case Re2Node.Capture(_, var body):
                return TryAppend(body, text, ref atEnd);
            case Re2Node.Assertion(Re2Anchor.Caret or Re2Anchor.LineBegin or Re2Anchor.TextBegin):
                return text.Length == 0;
            case Re2Node.Assertion(Re2Anchor.Dollar or Re2Anchor.LineEnd or Re2Anchor.TextEnd):
                return atEnd = true;
            case Re2Node.Concatenation(var items):
                return TryAppendAll(items, text, ref atEnd);
            default:
                return false;
        }
    }

    private static bool TryAppendAll(IReadOnlyList<Re2Node> items, StringBuilder text, ref bool atEnd)
    {
        foreach (var item in items)
        {
            if (!TryAppend(item, text, ref atEnd))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryAppend(CodePointSet set, StringBuilder text)
    {
        if (set.Ranges is not [var (low, high)] || low != high || !Rune.IsValid(low))
        {
            return false;
        }

        text.Append(char.ConvertFromUtf32(low));
        return true;
    }
}
