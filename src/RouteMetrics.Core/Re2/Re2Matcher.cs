using System.Diagnostics;

namespace RouteMetrics.Core.Re2;

/// <summary>Runs a program over a text, all ways at once: time is bounded by text length times program size.</summary>
internal ref struct Re2Matcher
{
    private readonly Re2Program program;
    private readonly ReadOnlySpan<byte> text;
    private readonly Stack<int> pending = new();
    private readonly int[] enteredAt;
    private List<int> current = [];
    private List<int> following = [];
    private int position;

    private Re2Matcher(Re2Program program, ReadOnlySpan<byte> text)
    {
        this.program = program;
        this.text = text;
        enteredAt = new int[program.Instructions.Count];
        Array.Fill(enteredAt, -1);
    }

    /// <summary>Whether the program matches anywhere in the text.</summary>
    public static bool IsMatch(Re2Program program, ReadOnlySpan<byte> text) => new Re2Matcher(program, text).Search();

    private bool Search()
    {
        for (; position <= text.Length; position++)
        {
            following.Add(program.Start);
            (current, following) = (following, current);
            following.Clear();
            if (Advance())
            {
                return true;
            }
        }

        return false;
    }

    // True on a match; else what the next byte leads to is in following.
    private bool Advance()
    {
        foreach (var entry in current)
        {
            pending.Push(entry);
            while (pending.TryPop(out var at))
            {
                if (enteredAt[at] == position)
                {
                    continue;
                }

                enteredAt[at] = position;
                if (Enter(program.Instructions[at]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Enter(Re2Instruction instruction)
    {
        switch (instruction.Operation)
        {
            case Re2Operation.Match:
                return true;
            case Re2Operation.Split:
                pending.Push(instruction.Other);
                pending.Push(instruction.Next);
                break;
            case Re2Operation.Assert when Holds(instruction.Anchor):
                pending.Push(instruction.Next);
                break;
            case Re2Operation.Bytes when position < text.Length && instruction.Low <= text[position] && text[position] <= instruction.High:
                following.Add(instruction.Next);
                break;
        }

        return false;
    }

    private readonly bool Holds(Re2Anchor anchor) => anchor switch
    {
        Re2Anchor.Caret or Re2Anchor.TextBegin => position == 0,
        Re2Anchor.Dollar or Re2Anchor.TextEnd => position == text.Length,
        Re2Anchor.LineBegin => position == 0 || text[position - 1] == '\n',
        Re2Anchor.LineEnd => position == text.Length || text[position] == '\n',
        Re2Anchor.WordBoundary => IsWordAt(position - 1) != IsWordAt(position),
        Re2Anchor.NotWordBoundary => IsWordAt(position - 1) == IsWordAt(position),
        _ => throw new UnreachableException(),
    };

    private readonly bool IsWordAt(int index) =>
        (uint)index < (uint)text.Length && (char.IsAsciiLetterOrDigit((char)text[index]) || text[index] == '_');
}
