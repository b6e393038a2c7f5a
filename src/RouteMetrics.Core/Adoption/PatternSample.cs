using System.Text;
using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Adoption;

/// <summary>Texts that a regular expression matches: a shortest one, and where it repeats or chooses a few others.</summary>
internal static class PatternSample
{
    private const int MostSamples = 4;
    private const int MostCopies = 3;

    /// <summary>Only those that the expression does match: anchors and word boundaries are passed over on the way.</summary>
    public static IEnumerable<string> Of(string pattern) => Re2Cache.Find(pattern) is { } parsed
        ? Enumerable.Range(0, MostSamples).Select(choice => TextOf(parsed.Syntax, choice))
            .Distinct(StringComparer.Ordinal)
            .Where(text => parsed.IsMatch(text))
        : [];

    private static string TextOf(Re2Node node, int choice)
    {
        var text = new StringBuilder();
        Append(node, choice, text);
        return text.ToString();
    }

    private static void Append(Re2Node node, int choice, StringBuilder text)
    {
        switch (node)
        {
            case Re2Node.Literal(var codePoint, _):
                text.Append(char.ConvertFromUtf32(codePoint));
                break;
            case Re2Node.Class @class:
                text.Append(CharacterOf(@class.ToSet(), choice));
                break;
            case Re2Node.AnyCharacter or Re2Node.AnyByte:
                text.Append('x');
                break;
            case Re2Node.Group(_, var body):
                Append(body, choice, text);
                break;
            case Re2Node.Capture(_, var body):
                Append(body, choice, text);
                break;
            case Re2Node.Repeat(var operand, var min, var max, _):
                var wanted = Math.Min(min + (choice % 2), max ?? int.MaxValue);
                for (var copies = Math.Min(wanted, MostCopies); copies > 0; copies--)
                {
                    Append(operand, choice, text);
                }

                break;
            case Re2Node.Concatenation(var items):
                foreach (var item in items)
                {
                    Append(item, choice, text);
                }

                break;
            case Re2Node.Alternation(var branches):
                Append(branches[choice % branches.Count], choice, text);
                break;
        }
    }

    private static string CharacterOf(CodePointSet set, int choice)
    {
        const string Plain = "x1a-A_0.";
        var known = Plain.Where(character => set.Contains(character)).ToList();
        var first = set.Ranges.Select(static range => range.Low).FirstOrDefault(static low => low is > ' ' and < 0xD800, 'x');
        return known.Count > 0 ? known[choice % known.Count].ToString() : char.ConvertFromUtf32(first);
    }
}
