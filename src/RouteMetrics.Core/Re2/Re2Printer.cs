using System.Diagnostics;
using System.Text;

namespace RouteMetrics.Core.Re2;

/// <summary>Writes a tree as RE2 text that parses back to an equal tree; quotes, hex and octal escapes are respelled.</summary>
public static class Re2Printer
{
    public static string Print(Re2Node node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Re2Node node)
    {
        switch (node)
        {
            case Re2Node.Concatenation(var items):
                WriteItems(text, items);
                break;
            case Re2Node.Alternation(var branches):
                WriteBranches(text, branches);
                break;
            case Re2Node.Repeat(var operand, var min, var max, var lazy):
                WriteEnclosed(
                    text, operand, isAtom: operand is not (Re2Node.Empty or Re2Node.SetFlags or Re2Node.Repeat or Re2Node.Concatenation));
                text.Append(Counts(min, max)).Append(lazy ? "?" : "");
                break;
            case Re2Node.Group(var change, var body):
                WriteGroup(text, $"(?{Flags(change)}:", body);
                break;
            case Re2Node.Capture(var name, var body):
                WriteGroup(text, name is null ? "(" : $"(?P<{name}>", body);
                break;
            case Re2Node.Class characters:
                text.Append(Class(characters));
                break;
            default:
                text.Append(Leaf(node));
                break;
        }
    }

    private static void WriteItems(StringBuilder text, EquatableList<Re2Node> items)
    {
        foreach (var item in items)
        {
            WriteEnclosed(text, item, isAtom: true);
        }
    }

    // Alternation binds loosest of all: anywhere but at the top of a group it needs one of its own.
    private static void WriteEnclosed(StringBuilder text, Re2Node node, bool isAtom)
    {
        if (isAtom && node is not Re2Node.Alternation)
        {
            Write(text, node);
        }
        else
        {
            WriteGroup(text, "(?:", node);
        }
    }

    private static void WriteBranches(StringBuilder text, EquatableList<Re2Node> branches)
    {
        for (var i = 0; i < branches.Count; i++)
        {
            text.Append(i == 0 ? "" : "|");
            WriteEnclosed(text, branches[i], isAtom: true);
        }
    }

    private static void WriteGroup(StringBuilder text, string opening, Re2Node body)
    {
        text.Append(opening);
        Write(text, body);
        text.Append(')');
    }

    private static string Leaf(Re2Node node) => node switch
    {
        Re2Node.Empty => "",
        Re2Node.Literal(var codePoint, _) => Character(codePoint, @"\.+*?()|[]{}^$"),
        Re2Node.AnyCharacter => ".",
        Re2Node.AnyByte => "\\C",
        Re2Node.SetFlags(var change) => $"(?{Flags(change)})",
        Re2Node.Assertion(var anchor) => Anchor(anchor),
        _ => throw new UnreachableException(),
    };

    private static string Anchor(Re2Anchor anchor) => anchor switch
    {
        Re2Anchor.Caret or Re2Anchor.LineBegin => "^",
        Re2Anchor.Dollar or Re2Anchor.LineEnd => "$",
        Re2Anchor.TextBegin => "\\A",
        Re2Anchor.TextEnd => "\\z",
        Re2Anchor.WordBoundary => "\\b",
        Re2Anchor.NotWordBoundary => "\\B",
        _ => throw new UnreachableException(),
    };

    private static string Counts(int min, int? max) => (min, max) switch
    {
        (0, null) => "*",
        (1, null) => "+",
        (0, 1) => "?",
        (_, null) => $"{{{min},}}",
        _ when min == max => $"{{{min}}}",
        _ => $"{{{min},{max}}}",
    };

    private static string Flags(Re2FlagChange change) =>
        Letters(change.On) + (change.Off == Re2Modifiers.None ? "" : "-" + Letters(change.Off));

    private static string Letters(Re2Modifiers flags) =>
        string.Concat("imsU".Where((_, bit) => ((int)flags & (1 << bit)) != 0));

    private static string Class(Re2Node.Class characters) => characters switch
    {
        { Negated: false, Items: [Re2ClassItem.Named { Kind: not Re2GroupKind.Posix } group] } => Item(group),
        _ => $"[{(characters.Negated ? "^" : "")}{string.Concat(characters.Items.Select(Item))}]",
    };

    private static string Item(Re2ClassItem item) => item switch
    {
        Re2ClassItem.Range(var low, var high) when low == high => ClassCharacter(low),
        Re2ClassItem.Range(var low, var high) => $"{ClassCharacter(low)}-{ClassCharacter(high)}",
        Re2ClassItem.Named(Re2GroupKind.Perl, var name, var negated) => $"\\{(negated ? name.ToUpperInvariant() : name)}",
        Re2ClassItem.Named(Re2GroupKind.Posix, var name, var negated) => $"[:{(negated ? "^" : "")}{name}:]",
        Re2ClassItem.Named(_, var name, var negated) => $"\\{(negated ? 'P' : 'p')}{(name.Length == 1 ? name : $"{{{name}}}")}",
        _ => throw new UnreachableException(),
    };

    private static string ClassCharacter(int codePoint) => Character(codePoint, @"\[]^-");

    private static string Character(int codePoint, string escaped) => codePoint switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < ' ' or 0x7f => $"\\x{codePoint:x2}",
        _ when !Rune.IsValid(codePoint) || codePoint == CodePointSet.MaxCodePoint => $"\\x{{{codePoint:X}}}",
        _ when codePoint < 0x80 && escaped.Contains((char)codePoint, StringComparison.Ordinal) => $"\\{(char)codePoint}",
        _ => char.ConvertFromUtf32(codePoint),
    };
}
