using System.Runtime.InteropServices;

namespace RouteMetrics.Core.Re2;

/// <summary>What an instruction of a <see cref="Re2Program"/> does.</summary>
internal enum Re2Operation : byte
{
    /// <summary>The text matches.</summary>
    Match,

    /// <summary>Nothing can match on this way.</summary>
    Fail,

    /// <summary>Goes both ways.</summary>
    Split,

    /// <summary>Goes on if the byte lies in the range.</summary>
    Bytes,

    /// <summary>Goes on if the anchor holds here.</summary>
    Assert,
}

[StructLayout(LayoutKind.Auto)]
internal readonly record struct Re2Instruction(
    Re2Operation Operation, int Next = 0, int Other = 0, byte Low = 0, byte High = 0, Re2Anchor Anchor = default);

/// <summary>A pattern as an automaton over the bytes of UTF-8 text, which makes \C and \B exact; compiled back to front.</summary>
internal sealed class Re2Program
{
    private readonly List<Re2Instruction> instructions = [new(Re2Operation.Match)];

    private Re2Program()
    {
    }

    public IReadOnlyList<Re2Instruction> Instructions => instructions;

    public int Start { get; private set; }

    public static Re2Program Compile(Re2Node pattern)
    {
        var program = new Re2Program();
        program.Start = program.Emit(pattern, next: 0);
        return program;
    }

    private int Emit(Re2Node node, int next) => node switch
    {
        Re2Node.Literal(var codePoint, true) literal when UnicodeData.HasCase(codePoint) => EmitSet(literal.ToSet(), next),
        Re2Node.Literal(var codePoint, _) => EmitBytes(codePoint, next),
        Re2Node.Class characters => EmitSet(characters.ToSet(), next),
        Re2Node.AnyCharacter(var matchesNewline) => EmitSet(AnyCharacter(matchesNewline), next),
        Re2Node.AnyByte => Add(new(Re2Operation.Bytes, next, High: byte.MaxValue)),
        Re2Node.Assertion(var anchor) => Add(new(Re2Operation.Assert, next, Anchor: anchor)),
        Re2Node.Group(_, var body) => Emit(body, next),
        Re2Node.Capture(_, var body) => Emit(body, next),
        Re2Node.Repeat(var operand, var min, null, _) => EmitAtLeast(operand, min, next),
        Re2Node.Repeat(var operand, var min, var max, _) => EmitAtMost(operand, min, max.Value, next),
        Re2Node.Concatenation(var items) => items.Reverse().Aggregate(next, (follower, item) => Emit(item, follower)),
        Re2Node.Alternation(var branches) => branches.Select(branch => Emit(branch, next)).ToArray().Aggregate(Split),
        _ => next,
    };

    private static CodePointSet AnyCharacter(bool matchesNewline) =>
        matchesNewline ? CodePointSet.Of([(0, CodePointSet.MaxCodePoint)]) : CodePointSet.Of([('\n', '\n')]).Complement();

    private int EmitBytes(int codePoint, int next) =>
        Utf8Ranges.Encode(codePoint).Reverse()
            .Aggregate(next, (follower, value) => Add(new(Re2Operation.Bytes, follower, Low: value, High: value)));

    // x{2,4} is xx(x(x)?)?
    private int EmitAtMost(Re2Node operand, int min, int max, int next)
    {
        var entry = next;
        for (var copy = max; copy > 0; copy--)
        {
            entry = Emit(operand, entry);
            entry = copy > min ? Split(entry, next) : entry;
        }

        return entry;
    }

    // x{2,} is xx+
    private int EmitAtLeast(Re2Node operand, int min, int next)
    {
        var loop = Add(new(Re2Operation.Split, next));
        var body = Emit(operand, loop);
        instructions[loop] = new(Re2Operation.Split, body, next);
        var entry = min == 0 ? loop : body;
        for (var copy = 1; copy < min; copy++)
        {
            entry = Emit(operand, entry);
        }

        return entry;
    }

    private int EmitSet(CodePointSet set, int next)
    {
        var sequences = set.Ranges.SelectMany(static range => Utf8Ranges.Split(range.Low, range.High)).ToArray();
        return sequences.Length == 0 ? Add(new(Re2Operation.Fail)) : EmitTrie(sequences, depth: 0, next, []);
    }

    // Sequences are in order, so equal beginnings stand together; equal endings are shared through the cache.
    private int EmitTrie(
        ArraySegment<(byte Low, byte High)[]> sequences, int depth, int next, Dictionary<Re2Instruction, int> emitted)
    {
        var entries = new List<int>();
        for (var at = 0; at < sequences.Count;)
        {
            var start = at;
            var range = sequences[start][depth];
            while (at < sequences.Count && sequences[at][depth] == range)
            {
                at++;
            }

            var isLast = sequences[start].Length == depth + 1;
            var follower = isLast ? next : EmitTrie(sequences[start..at], depth + 1, next, emitted);
            var instruction = new Re2Instruction(Re2Operation.Bytes, follower, Low: range.Low, High: range.High);
            if (!emitted.TryGetValue(instruction, out var entry))
            {
                entry = Add(instruction);
                emitted.Add(instruction, entry);
            }

            entries.Add(entry);
        }

        return entries.Aggregate(Split);
    }

    private int Split(int first, int second) => Add(new(Re2Operation.Split, first, second));

    private int Add(Re2Instruction instruction)
    {
        instructions.Add(instruction);
        return instructions.Count - 1;
    }
}
