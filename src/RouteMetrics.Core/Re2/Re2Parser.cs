namespace RouteMetrics.Core.Re2;

/// <summary>
/// Reads a pattern as re2/parse.cc does with the flags that Envoy and cel-cpp compile with (RE2::Options' defaults). Open groups are on
/// a stack of its own, so that no pattern can exhaust the thread's.
/// </summary>
internal sealed class Re2Parser(string text)
{
    private readonly Re2Cursor cursor = new(text);
    private readonly Stack<OpenGroup> groups = new([new OpenGroup(0, Re2Modifiers.None, static body => body)]);
    private Re2Modifiers flags;
    private int? repeatedFrom;

    /// <summary>Whether the pattern ends inside a <c>\Q</c>, which would swallow whatever is put behind it.</summary>
    public bool EndsInQuote { get; private set; }

    /// <summary>The first error; null as long as there is none.</summary>
    public Re2SyntaxError? Error => cursor.Error;

    /// <summary>The tree, or null and an <see cref="Error"/>.</summary>
    public Re2Node? Parse()
    {
        while (!cursor.AtEnd)
        {
            var repeated = repeatedFrom;
            repeatedFrom = null;
            if (!TryReadNext(repeated))
            {
                return null;
            }
        }

        var last = groups.Pop();
        if (groups.Count > 0)
        {
            _ = cursor.Fail(last.Position, $"missing closing ) of {cursor.Text[last.Position..]}");
            return null;
        }

        var tree = last.Body();
        return TryCheckHeight(tree, 0) ? tree : null;
    }

    private bool TryReadNext(int? repeated)
    {
        switch (cursor.Current)
        {
            case '(':
                return TryOpenGroup();
            case ')':
                return TryCloseGroup();
            case '|':
                groups.Peek().NextBranch();
                return cursor.TryTake("|");
            case '[':
                return Re2ClassParser.TryRead(cursor, Has(Re2Modifiers.FoldCase), out var characters) && Push(characters);
            case '*' or '+' or '?' or '{':
                return TryReadRepetition(repeated);
            case '\\':
                return TryReadEscape();
            default:
                return Push(ReadCharacter());
        }
    }

    private Re2Node ReadCharacter() => cursor.TakeCodePoint() switch
    {
        '.' => new Re2Node.AnyCharacter(Has(Re2Modifiers.DotNewline)),
        '^' => new Re2Node.Assertion(Has(Re2Modifiers.MultiLine) ? Re2Anchor.LineBegin : Re2Anchor.Caret),
        '$' => new Re2Node.Assertion(Has(Re2Modifiers.MultiLine) ? Re2Anchor.LineEnd : Re2Anchor.Dollar),
        var character => new Re2Node.Literal(character, Has(Re2Modifiers.FoldCase)),
    };

    private bool TryOpenGroup()
    {
        var start = cursor.Position;
        if (!Re2GroupOpening.TryRead(cursor, out var opening))
        {
            return false;
        }

        if (opening is Re2GroupOpening.Flags(var setting))
        {
            flags = setting.ApplyTo(flags);
            return setting == Re2FlagChange.None || Push(new Re2Node.SetFlags(setting));
        }

        var change = (opening as Re2GroupOpening.Group)?.Change ?? Re2FlagChange.None;
        groups.Push(new(start, flags, opening is Re2GroupOpening.Capture(var name)
            ? body => new Re2Node.Capture(name, body)
            : body => new Re2Node.Group(change, body)));
        flags = change.ApplyTo(flags);
        return true;
    }

    private bool TryCloseGroup()
    {
        var position = cursor.Position++;
        if (groups.Count == 1)
        {
            return cursor.Fail(position, "unexpected ) without an opening (");
        }

        var group = groups.Pop();
        flags = group.OuterFlags;
        var node = group.Close(group.Body());
        return TryCheckHeight(node, group.Position) && Push(node);
    }

    private bool TryReadRepetition(int? repeated)
    {
        var start = cursor.Position;
        if (!Re2Repetition.TryRead(cursor, out var repetition))
        {
            return Push(ReadCharacter());
        }

        if (repeated is { } from)
        {
            return cursor.Fail(from, ExplainStacking(from, start));
        }

        repeatedFrom = start;
        return TryCheckCounts(repetition, start) && TryRepeat(repetition, start);
    }

    private string ExplainStacking(int first, int second) =>
        cursor.Since(second) == "+" && cursor.Text[second - 1] != '?'
            ? $"possessive repetition {cursor.Since(first)} is not supported by RE2"
            : $"repetition operators cannot be stacked: {cursor.Since(first)}";

    private bool TryCheckCounts(Re2Repetition repetition, int start)
    {
        if (Math.Max(repetition.Min, repetition.Max ?? 0) > Re2Pattern.MaxRepeat)
        {
            return cursor.Fail(start, $"repetition {cursor.Since(start)} is over RE2's limit of {Re2Pattern.MaxRepeat}");
        }

        return repetition.Max is not { } max || max >= repetition.Min
            || cursor.Fail(start, $"repetition {cursor.Since(start)} ends below its start");
    }

    private bool TryRepeat(Re2Repetition repetition, int start)
    {
        var items = groups.Peek().Items;
        var index = items.FindLastIndex(static item => item is not Re2Node.SetFlags);
        if (index < 0)
        {
            return cursor.Fail(start, $"missing argument of repetition {cursor.Since(start)}");
        }

        // A flag setting between two operators lets RE2 stack them; only a group can say that again in text.
        var operand = items[index] is Re2Node.Repeat twice ? new Re2Node.Group(Re2FlagChange.None, twice) : items[index];
        var node = new Re2Node.Repeat(operand, repetition.Min, repetition.Max, repetition.Lazy);
        items[index] = node;
        return (node.Copies <= Re2Pattern.MaxRepeat
            || cursor.Fail(
                start, $"repetition {cursor.Since(start)} makes over {Re2Pattern.MaxRepeat} copies with those inside it, RE2's limit"))
            && TryCheckHeight(node, start);
    }

    private bool TryReadEscape()
    {
        if (cursor.TryTake("\\Q"))
        {
            ReadQuote();
            return true;
        }

        if (Anchored() is { } node)
        {
            cursor.Position += 2;
            return Push(node);
        }

        if (Re2ClassParser.TryReadGroup(cursor, out var group))
        {
            return Push(new Re2Node.Class(Negated: false, [group], Has(Re2Modifiers.FoldCase)));
        }

        return Error is null && Re2Escape.TryRead(cursor, out var character)
            && Push(new Re2Node.Literal(character, Has(Re2Modifiers.FoldCase)));
    }

    private Re2Node? Anchored() => cursor.Text.AsSpan(cursor.Position) switch
    {
        ['\\', 'A', ..] => new Re2Node.Assertion(Re2Anchor.TextBegin),
        ['\\', 'z', ..] => new Re2Node.Assertion(Re2Anchor.TextEnd),
        ['\\', 'b', ..] => new Re2Node.Assertion(Re2Anchor.WordBoundary),
        ['\\', 'B', ..] => new Re2Node.Assertion(Re2Anchor.NotWordBoundary),
        ['\\', 'C', ..] => new Re2Node.AnyByte(),
        _ => null,
    };

    // Each character is an item of its own, so that a repetition behind \E takes the last one only, as in RE2.
    private void ReadQuote()
    {
        while (!cursor.AtEnd)
        {
            if (cursor.TryTake("\\E"))
            {
                return;
            }

            _ = Push(new Re2Node.Literal(cursor.TakeCodePoint(), Has(Re2Modifiers.FoldCase)));
        }

        EndsInQuote = true;
    }

    private bool Push(Re2Node node)
    {
        groups.Peek().Items.Add(node);
        return true;
    }

    private bool Has(Re2Modifiers flag) => (flags & flag) != Re2Modifiers.None;

    private bool TryCheckHeight(Re2Node node, int position) =>
        node.Height <= Re2Pattern.MaxHeight || cursor.Fail(position, $"expression nests deeper than {Re2Pattern.MaxHeight} levels");

    private sealed class OpenGroup(int position, Re2Modifiers outerFlags, Func<Re2Node, Re2Node> close)
    {
        private readonly List<Re2Node> branches = [];

        public int Position => position;

        public Re2Modifiers OuterFlags => outerFlags;

        public Func<Re2Node, Re2Node> Close => close;

        public List<Re2Node> Items { get; private set; } = [];

        public void NextBranch()
        {
            branches.Add(Re2Node.Sequence(Items));
            Items = [];
        }

        public Re2Node Body()
        {
            var last = Re2Node.Sequence(Items);
            return branches.Count == 0 ? last : new Re2Node.Alternation(new([.. branches, last]));
        }
    }
}
