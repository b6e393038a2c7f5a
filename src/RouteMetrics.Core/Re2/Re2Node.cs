namespace RouteMetrics.Core.Re2;

/// <summary>A test between two characters. <see cref="LineBegin"/> and <see cref="LineEnd"/> are <c>^</c>, <c>$</c> under (?m).</summary>
public enum Re2Anchor
{
    Caret,
    Dollar,
    LineBegin,
    LineEnd,
    TextBegin,
    TextEnd,
    WordBoundary,
    NotWordBoundary,
}

/// <summary>An RE2 pattern as a tree close to its text; each leaf carries the flags in force, so it needs no context. Closed.</summary>
public abstract record Re2Node
{
    private Re2Node(int height = 1, int copies = 1) => (Height, Copies) = (height, copies);

    /// <summary>Levels of the tree; every recursion over it is bounded by <see cref="Re2Pattern.MaxHeight"/>.</summary>
    internal int Height { get; }

    /// <summary>How many copies of its innermost part the nested counted repetitions ask for, at most.</summary>
    internal int Copies { get; }

    /// <summary>RE2 text; for a whole pattern it parses back to an equal tree.</summary>
    public sealed override string ToString() => Re2Printer.Print(this);

    public sealed record Empty : Re2Node;

    public sealed record Literal(int CodePoint, bool FoldCase) : Re2Node
    {
        /// <summary>The characters it matches.</summary>
        internal CodePointSet ToSet() =>
            CodePointSet.Of((FoldCase ? UnicodeData.Orbit(CodePoint) : [CodePoint]).Select(static member => (member, member)));
    }

    /// <summary><c>[a-z\d]</c>, <c>[^/]</c>; a class of one Perl or Unicode group is the bare <c>\d</c> or <c>\pL</c> too.</summary>
    public sealed record Class(bool Negated, EquatableList<Re2ClassItem> Items, bool FoldCase) : Re2Node
    {
        /// <summary>The characters it matches; may be none.</summary>
        internal CodePointSet ToSet()
        {
            var items = CodePointSet.Of(Items.SelectMany(item => item.ToSet(FoldCase).Ranges));
            return Negated ? items.Complement() : items;
        }
    }

    /// <summary><c>.</c></summary>
    public sealed record AnyCharacter(bool MatchesNewline) : Re2Node;

    /// <summary><c>\C</c>: one byte, be it part of a character only.</summary>
    public sealed record AnyByte : Re2Node;

    public sealed record Assertion(Re2Anchor Anchor) : Re2Node;

    /// <summary><c>(?i)</c>: matches nothing itself; what follows in the same group carries the flags.</summary>
    public sealed record SetFlags(Re2FlagChange Change) : Re2Node;

    /// <summary><c>(?:…)</c> or <c>(?i:…)</c>.</summary>
    public sealed record Group(Re2FlagChange Change, Re2Node Body) : Re2Node(Body.Height + 1, Body.Copies);

    /// <summary><c>(…)</c> or <c>(?P&lt;name&gt;…)</c>.</summary>
    public sealed record Capture(string? Name, Re2Node Body) : Re2Node(Body.Height + 1, Body.Copies);

    /// <summary><c>*</c>, <c>+</c>, <c>?</c>, <c>{n,m}</c>; no maximum when <paramref name="Max"/> is null.</summary>
    public sealed record Repeat(Re2Node Operand, int Min, int? Max, bool Lazy)
        : Re2Node(Operand.Height + 1, Operand.Copies * Math.Max(1, Max ?? Min));

    /// <summary>Two or more items.</summary>
    public sealed record Concatenation(EquatableList<Re2Node> Items)
        : Re2Node(Items.Max(static item => item.Height) + 1, Items.Max(static item => item.Copies));

    /// <summary>Two or more branches.</summary>
    public sealed record Alternation(EquatableList<Re2Node> Branches)
        : Re2Node(Branches.Max(static branch => branch.Height) + 1, Branches.Max(static branch => branch.Copies));

    /// <summary>The items in a row: nothing, the one, or a concatenation.</summary>
    internal static Re2Node Sequence(IReadOnlyList<Re2Node> items) => items.Count switch
    {
        0 => new Empty(),
        1 => items[0],
        _ => new Concatenation(new(items)),
    };
}
