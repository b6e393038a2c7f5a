namespace RouteMetrics.Core.Re2;

/// <summary>
/// How every whole match of a pattern begins: with <paramref name="Text"/>, as far as there is no choice; the shortest match may end after
/// <paramref name="Shortest"/> characters of it. <paramref name="IsComplete"/>: nothing comes behind the text.
/// </summary>
public sealed record Re2Start(string Text, int Shortest, bool IsComplete)
{
    /// <summary>Longer than any path of a route.</summary>
    private const int Longest = 1024;

    /// <summary>Instructions that are looked at; behind them the beginning is cut, which is as true.</summary>
    private const int MostSteps = 100_000;

    /// <summary>Bytes that the first character of a match can begin with; null where there are too many steps to tell.</summary>
    public IReadOnlySet<byte>? First { get; private init; }

    internal static Re2Start Of(Re2Program program)
    {
        var text = new System.Text.StringBuilder();
        var shortest = int.MaxValue;
        HashSet<byte>? first = null;
        IReadOnlyCollection<int> states = [program.Start];
        for (var steps = 0; text.Length < Longest;)
        {
            var closure = new Closure(program, states, isStart: text.Length == 0);
            steps += closure.Steps;
            if (steps > MostSteps)
            {
                break;
            }

            first ??= closure.Bytes();
            shortest = closure.Accepts ? Math.Min(shortest, text.Length) : shortest;
            if (closure.Only is not { } only)
            {
                return new(text.ToString(), shortest, closure.IsEmpty) { First = first };
            }

            text.Append((char)only);
            states = closure.After(only);
        }

        return new(text.ToString(), shortest, IsComplete: false) { First = first };
    }

    // What can come next from some states. An anchor that is not decided here is taken to hold: more is then possible than is.
    private sealed class Closure
    {
        private readonly List<Re2Instruction> ranges = [];

        public Closure(Re2Program program, IEnumerable<int> states, bool isStart)
        {
            var seen = new HashSet<(int At, bool IsEnd)>();
            var pending = new Stack<(int At, bool IsEnd)>(states.Select(static at => (at, false)));
            while (pending.TryPop(out var state))
            {
                if (!seen.Add(state))
                {
                    continue;
                }

                var instruction = program.Instructions[state.At];
                switch (instruction.Operation)
                {
                    case Re2Operation.Match:
                        Accepts = true;
                        break;
                    case Re2Operation.Split:
                        pending.Push((instruction.Other, state.IsEnd));
                        pending.Push((instruction.Next, state.IsEnd));
                        break;
                    case Re2Operation.Assert when instruction.Anchor is Re2Anchor.Dollar or Re2Anchor.TextEnd:
                        pending.Push((instruction.Next, true));
                        break;
                    case Re2Operation.Assert when isStart || instruction.Anchor is not (Re2Anchor.Caret or Re2Anchor.TextBegin):
                        pending.Push((instruction.Next, state.IsEnd));
                        break;
                    case Re2Operation.Bytes when !state.IsEnd:
                        ranges.Add(instruction);
                        break;
                }
            }

            Steps = seen.Count;
        }

        public int Steps { get; }

        public bool Accepts { get; }

        public bool IsEmpty => ranges.Count == 0;

        /// <summary>The only byte that can come next, if it is one of ASCII.</summary>
        public byte? Only => ranges is [{ Low: < 0x80 and var low }, ..]
            && ranges.TrueForAll(range => range.Low == low && range.High == low)
            ? low
            : null;

        public HashSet<byte> Bytes() => [.. ranges.SelectMany(static range => Enumerable.Range(range.Low, range.High - range.Low + 1))
            .Select(static value => (byte)value)];

        public HashSet<int> After(byte value) => [.. ranges.Where(range => range.Low <= value && value <= range.High)
            .Select(static range => range.Next)];
    }
}
