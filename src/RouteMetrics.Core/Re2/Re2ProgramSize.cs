using System.Collections.Concurrent;
using System.Diagnostics;

namespace RouteMetrics.Core.Re2;

/// <summary>
/// Counts the instructions RE2 would need without making them: 1024 characters can ask for a million. Close to RE2's number, which also
/// shares common prefixes of branches, folds ASCII case in one instruction, and merges the Unicode groups of a class.
/// </summary>
internal sealed class Re2ProgramSize
{
    // Fail, match, and the unanchored search in front: a split and a byte.
    private const int Frame = 4;

    // A Unicode group takes a millisecond to count, so it is counted once and for all; there are as many entries as names, times four.
    private static readonly ConcurrentDictionary<Re2Node.Class, long> UnicodeGroups = new();

    private readonly Dictionary<Re2Node, long> sets = [];

    /// <summary>The number for the whole pattern.</summary>
    public static long Of(Re2Node pattern) => Frame + new Re2ProgramSize().Count(pattern);

    private long Count(Re2Node node) => node switch
    {
        Re2Node.Empty or Re2Node.SetFlags => 0,
        Re2Node.AnyByte or Re2Node.Assertion => 1,
        Re2Node.Class { Items: [Re2ClassItem.Named { Kind: Re2GroupKind.Unicode }], Negated: false } group =>
            UnicodeGroups.GetOrAdd(group, Compiled),
        Re2Node.Class(_, var items, _) characters
            when items.Any(static item => item is Re2ClassItem.Named { Kind: Re2GroupKind.Unicode }) =>
            items.Sum(item => Count(characters with { Negated = false, Items = [item] })) + items.Count - 1,
        Re2Node.Literal or Re2Node.Class or Re2Node.AnyCharacter => CountSet(node),
        Re2Node.Group(_, var body) => Count(body),
        Re2Node.Capture(_, var body) => Count(body) + 2,
        Re2Node.Repeat(var operand, 0, null, _) => Count(operand) + 1,
        Re2Node.Repeat(var operand, var min, null, _) => (min * Count(operand)) + 1,
        Re2Node.Repeat(var operand, var min, var max, _) => (max.Value * Count(operand)) + max.Value - min,
        Re2Node.Concatenation(var items) => items.Sum(Count),
        Re2Node.Alternation(var branches) => branches.Sum(Count) + branches.Count - 1,
        _ => throw new UnreachableException(),
    };

    private long CountSet(Re2Node leaf)
    {
        if (!sets.TryGetValue(leaf, out var count))
        {
            count = Compiled(leaf);
            sets.Add(leaf, count);
        }

        return count;
    }

    private static long Compiled(Re2Node leaf) => Re2Program.Compile(leaf).Instructions.Count - 1;
}
