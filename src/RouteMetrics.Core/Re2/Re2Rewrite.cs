namespace RouteMetrics.Core.Re2;

/// <summary>Makes a whole-value pattern usable inside a longer text: <c>^(?:…)=(?:V')(?:&amp;|$)</c>.</summary>
/// <remarks>
/// Once nothing in V' can match the separator, V' has to span exactly the value, from behind the <c>=</c> up to the next separator or the
/// end. Then an anchor at the value's begin or end is true there and can go, as long as it is certain that it stands there; anywhere else,
/// or in a repetition, it would test the longer text instead, and the pattern is refused. <c>\b</c> and <c>\B</c> stay: with a separator
/// and an <c>=</c> that are no word characters they see at the value's borders what they would see at the ends of a text.
/// </remarks>
public static class Re2Rewrite
{
    private static readonly Re2ClassItem.Range Everything = new(0, CodePointSet.MaxCodePoint);

    /// <summary>
    /// A pattern that matches the same values among those without <paramref name="excluded"/> (ASCII punctuation), and no text that
    /// has it; the user's text where nothing had to change. False, with a reason to show, where there is no such pattern.
    /// </summary>
    public static bool TryExclude(Re2Pattern pattern, char excluded, out string? rewritten, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (!char.IsAscii(excluded) || char.IsControl(excluded) || char.IsLetterOrDigit(excluded) || excluded == '_')
        {
            throw new ArgumentException("The excluded character must be ASCII and no part of a word", nameof(excluded));
        }

        reason = Refusal(pattern.Syntax, new(AtBegin: true, AtEnd: true));
        rewritten = null;
        if (reason is null)
        {
            var tree = Exclude(pattern.Syntax, excluded);
            rewritten = tree == pattern.Syntax ? pattern.Enclosable : Re2Printer.Print(tree);
        }

        return reason is null;
    }

    // Whether a node certainly starts where the value starts, and certainly ends where the value ends.
    private sealed record Place(bool AtBegin, bool AtEnd, bool InRepetition = false);

    private static string? Refusal(Re2Node node, Place place) => node switch
    {
        Re2Node.AnyByte => "\\C matches half a character",
        Re2Node.Assertion(var anchor) => Refusal(anchor, place),
        Re2Node.Group(_, var body) => Refusal(body, place),
        Re2Node.Capture(_, var body) => Refusal(body, place),
        Re2Node.Repeat(var operand, _, <= 1, _) => Refusal(operand, place),
        Re2Node.Repeat(var operand, _, _, _) => Refusal(operand, new(AtBegin: false, AtEnd: false, InRepetition: true)),
        Re2Node.Alternation(var branches) =>
            branches.Select(branch => Refusal(branch, place)).FirstOrDefault(static refusal => refusal is not null),
        Re2Node.Concatenation(var items) => Refusal(items, place),
        _ => null,
    };

    private static string? Refusal(Re2Anchor anchor, Place place)
    {
        var holds = anchor switch
        {
            Re2Anchor.Caret or Re2Anchor.LineBegin or Re2Anchor.TextBegin => place.AtBegin,
            Re2Anchor.Dollar or Re2Anchor.LineEnd or Re2Anchor.TextEnd => place.AtEnd,
            _ => true,
        };
        return holds
            ? null
            : $"{new Re2Node.Assertion(anchor)} stands {(place.InRepetition ? "in a repetition" : "inside the expression")}";
    }

    private static string? Refusal(EquatableList<Re2Node> items, Place place)
    {
        var firstWide = items.TakeWhile(Re2Meaning.IsZeroWidth).Count();
        var lastWide = items.Count - 1 - items.Reverse().TakeWhile(Re2Meaning.IsZeroWidth).Count();
        return items
            .Select((item, at) => Refusal(
                item, place with { AtBegin = place.AtBegin && at <= firstWide, AtEnd = place.AtEnd && at >= lastWide }))
            .FirstOrDefault(static refusal => refusal is not null);
    }

    private static Re2Node Exclude(Re2Node node, char excluded) => node switch
    {
        Re2Node.Literal(var codePoint, var foldCase) when codePoint == excluded => Nothing(foldCase),
        Re2Node.AnyCharacter(var matchesNewline) => Except(excluded, matchesNewline),
        Re2Node.Class characters when characters.ToSet().Contains(excluded) => Exclude(characters, excluded),
        Re2Node.Assertion(not (Re2Anchor.WordBoundary or Re2Anchor.NotWordBoundary)) => new Re2Node.Empty(),
        Re2Node.Group(var change, var body) => new Re2Node.Group(change, Exclude(body, excluded)),
        Re2Node.Capture(var name, var body) => new Re2Node.Capture(name, Exclude(body, excluded)),
        Re2Node.Repeat(var operand, var min, var max, var lazy) => new Re2Node.Repeat(Exclude(operand, excluded), min, max, lazy),
        Re2Node.Concatenation(var items) =>
            Re2Node.Sequence([.. items.Select(item => Exclude(item, excluded)).Where(static item => item is not Re2Node.Empty)]),
        Re2Node.Alternation(var branches) => new Re2Node.Alternation([.. branches.Select(branch => Exclude(branch, excluded))]),
        _ => node,
    };

    private static Re2Node.Class Nothing(bool foldCase) => new(Negated: true, [Everything], foldCase);

    private static Re2Node.Class Except(char excluded, bool matchesNewline) => matchesNewline
        ? new(Negated: true, [Single(excluded)], FoldCase: false)
        : new(Negated: true, [Single(excluded), Single('\n')], FoldCase: false);

    // A named group cannot be split in text, only complemented: \D becomes [^\d&], a branch of its own beside the rest of its class.
    private static Re2Node Exclude(Re2Node.Class characters, char excluded)
    {
        if (characters.Negated)
        {
            return characters with { Items = [.. characters.Items, Single(excluded)] };
        }

        var rest = characters.Items.Where(item => item is Re2ClassItem.Range || !Matches(item))
            .SelectMany(item => Cut(item, excluded)).ToArray();
        var branches = characters.Items.OfType<Re2ClassItem.Named>().Where(Matches)
            .Select(Re2Node (group) =>
                characters with { Negated = true, Items = [group with { Negated = !group.Negated }, Single(excluded)] })
            .Prepend(characters with { Items = [.. rest] })
            .Skip(rest.Length == 0 ? 1 : 0)
            .ToArray();
        return branches switch
        {
            [] => Nothing(characters.FoldCase),
            [var only] => only,
            _ => new Re2Node.Group(Re2FlagChange.None, new Re2Node.Alternation(new(branches))),
        };

        bool Matches(Re2ClassItem item) => item.ToSet(characters.FoldCase).Contains(excluded);
    }

    private static IEnumerable<Re2ClassItem> Cut(Re2ClassItem item, char excluded)
    {
        if (item is not Re2ClassItem.Range(var low, var high) || excluded < low || high < excluded)
        {
            return [item];
        }

        return new[] { new Re2ClassItem.Range(low, excluded - 1), new Re2ClassItem.Range(excluded + 1, high) }
            .Where(static part => part.Low <= part.High);
    }

    private static Re2ClassItem.Range Single(char character) => new(character, character);
}
