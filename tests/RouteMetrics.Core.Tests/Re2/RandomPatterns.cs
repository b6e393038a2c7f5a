using System.Text;
using RouteMetrics.Core.Re2;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Re2;

/// <summary>Random RE2 text, valid and not, and random texts that nearly match it; the same seed gives the same sequence.</summary>
public sealed class RandomPatterns(int seed)
{
    private const string Soup = @"((()))[[]]{}||**++??^^$$\\\\..--,:<>!=#PpQEdDwWsSbBAzZCnxtv01238{2}{,3}aiKkſé&_ Gr";

    private static readonly string[] Atoms =
    [
        "a", "b", "k", "K", "s", "é", "σ", "&", "=", "/", "-", "_", "1", "€", "𝒳", " ", @"\.", @"\&", @"\n", @"\x26", @"\x{e9}", @"\046", ".", ".",
        @"\d", @"\D", @"\w", @"\W", @"\s", @"\S", @"\pL", @"\PL", @"\pP", @"\p{Greek}", @"\p{^Lu}", @"\P{^Lu}", @"\p{Any}", @"\Qa.b&\E", @"\Q\E",
        "(?:)", "()", "[[:^space:]]",
    ];

    private static readonly string[] Anchors = ["^", "$", @"\A", @"\z", @"\b", @"\B"];

    private static readonly string[] ClassItems =
    [
        "a", "b", "k", "S", "é", "&", "a-c", "!-/", "%-&", "&-'", "x-€", @"\d", @"\W", @"\pP", @"\PN", "[:alpha:]", "[:^punct:]", "[:print:]",
        @"\x00-\x{10FFFF}", @"\]", @"\n", @"\-", "^", "-",
    ];

    private static readonly string[] Repeats = ["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,3}?", "{0}", "{1}"];
    private static readonly string[] Openings = ["(", "(?:", "(?i:", "(?s:", "(?-i:", "(?m:", "(?U:", "(?P<n>", "(?<m>"];
    private static readonly string[] Settings = ["(?i)", "(?s)", "(?-s)", "(?m)", "(?-i)", "(?is-m)", "(?U)"];
    private static readonly string[] Characters = ["a", "b", "c", "k", "K", "\u212a", "s", "S", "ſ", "é", "É", "σ", "ς", "Σ", "&", "=", "/", ".", "-", "_", "1", "€", "𝒳", " ", "\n", "%", "'", "\u0100"];

    private readonly Random random = new(seed);

    /// <summary>The seed of this run.</summary>
    public static int Seed => Trial.SteadySeed;

    public bool Chance(double probability) => random.NextDouble() < probability;

    /// <summary>A pattern of RE2's grammar; valid but for rules that cross its parts, such as repetition products.</summary>
    public string Valid(int depth = 4, double anchors = 0.1) => string.Join('|', Times(Chance(0.75) ? 1 : 2, () => Branch(depth, anchors)));

    /// <summary>A valid pattern with a few characters taken out, put in or doubled.</summary>
    public string Mutated()
    {
        var text = new StringBuilder(Valid());
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Length + 1);
            _ = Chance(0.5) && at < text.Length ? text.Remove(at, 1) : text.Insert(at, Soup[random.Next(Soup.Length)]);
        }

        return WellFormed(text.ToString());
    }

    /// <summary>Characters in no order.</summary>
    public string Noise() => WellFormed(string.Concat(Times(random.Next(1, 12), () => Soup[random.Next(Soup.Length)].ToString())));

    public string Text() => string.Concat(Times(random.Next(6), () => Pick(Characters)));

    /// <summary>One code point, most often of the planes that hold letters.</summary>
    public string AnyCharacter()
    {
        var codePoint = random.Next(Chance(0.5) ? 0x3000 : Chance(0.7) ? 0x20000 : 0x110000);
        return char.IsSurrogate((char)Math.Min(codePoint, char.MaxValue)) ? "Ǆ" : char.ConvertFromUtf32(codePoint);
    }

    /// <summary>A text the tree matches, anchors aside, possibly with one character changed.</summary>
    public string TextNear(Re2Node tree)
    {
        var text = Sample(tree);
        return Chance(0.5) || text.Length == 0 ? text : WellFormed(text.Remove(random.Next(text.Length), 1).Insert(random.Next(text.Length), Pick(Characters)));
    }

    private string Branch(int depth, double anchors) => string.Concat(Times(random.Next(1, 4), () => Item(depth, anchors)));

    private string Item(int depth, double anchors) => random.NextDouble() switch
    {
        var x when x < anchors => Pick(Anchors),
        var x when x < anchors + 0.05 => Pick(Settings),
        _ => Atom(depth, anchors) + (Chance(0.35) ? Pick(Repeats) : ""),
    };

    private string Atom(int depth, double anchors) => random.Next(10) switch
    {
        < 3 when depth > 0 => $"{Pick(Openings)}{Valid(depth - 1, anchors)})",
        < 6 => $"[{(Chance(0.4) ? "^" : "")}{string.Concat(Times(random.Next(1, 4), () => Pick(ClassItems)))}]",
        _ => Pick(Atoms),
    };

    private string Sample(Re2Node node) => node switch
    {
        Re2Node.Literal(var codePoint, var foldCase) when Rune.IsValid(codePoint) =>
            foldCase && Chance(0.5) ? char.ConvertFromUtf32(codePoint).ToUpperInvariant() : char.ConvertFromUtf32(codePoint),
        Re2Node.Class or Re2Node.AnyCharacter or Re2Node.AnyByte => Pick(Characters),
        Re2Node.Group(_, var body) => Sample(body),
        Re2Node.Capture(_, var body) => Sample(body),
        Re2Node.Repeat(var operand, var min, var max, _) => string.Concat(Times(Math.Min(random.Next(min, (max ?? min + 2) + 1), 50), () => Sample(operand))),
        Re2Node.Concatenation(var items) => string.Concat(items.Select(Sample)),
        Re2Node.Alternation(var branches) => Sample(branches[random.Next(branches.Count)]),
        _ => "",
    };

    private string Pick(string[] from) => from[random.Next(from.Length)];

    private static string[] Times(int count, Func<string> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    // An edit may have cut a surrogate pair.
    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());
}
