using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Tests.Reference;
using static RouteMetrics.Core.Cel.CelExpression;

namespace RouteMetrics.Core.Tests.Cel;

/// <summary>The edges are those of cel-cpp's parser: 33 nested <c>expr</c> rules, 32 nested visits, 100,000 code points.</summary>
public sealed class CelLimitsTests
{
    private const string TooDeep = "the expression is deeper than the 32 levels that the proxy's parser takes";

    private static readonly Identifier A = new("a");
    private static readonly CelExpression Test = Parsed("request.url_path == 'x'");

    public static TheoryData<string, int> Depths => new()
    {
        { "a", 1 },
        { "request.url_path", 2 },
        { "request.url_path == 'x'", 3 },
        { "request.url_path == 'x' && a", 4 },
        { "a || b || c || d || e", 2 },
        { "a == b == c", 3 },
        { "!a", 2 },
        { "!(!a)", 3 },
        { "(a || b) == c", 3 },
        { "has(a.b)", 3 },
        { "a.contains(b)", 2 },
        { "a.contains(b ? c : d)", 2 },
        { "a ? b : c ? d : e", 3 },
        { "{'k': a.b}['k']", 4 },
        { "[a ? b : c]", 2 },
        { "size(a.b)", 3 },
        { "a + b * c", 3 },
        { "-a < 1", 3 },
        { "a.all(b, b == c)", 3 },
        { "a.b{c: d}", 2 },
        { "a[b[c[d]]]", 4 },
    };

    [Theory]
    [MemberData(nameof(Depths))]
    public void The_depth_is_the_one_that_the_parser_of_the_proxy_counts(string text, int depth) =>
        Assert.Equal(new CelSize(text.Length, depth), CelLimits.Measure(Parsed(text)));

    public static TheoryData<string, Func<int, CelExpression>, int> Nestings => new()
    {
        { "selections", levels => Nest(levels, inner => new Select(inner, "b")), 31 },
        { "negations", levels => Nest(levels, inner => new Not(inner)), 31 },
        { "index keys", levels => Nest(levels, inner => new CelExpression.Index(A, inner)), 31 },
        { "arguments", levels => Nest(levels, inner => new Call(A, "contains", [inner])), 31 },
        { "map values", levels => Nest(levels, inner => new Map([new(A, inner)])), 31 },
        { "sums", levels => Nest(levels, inner => new Arithmetic(inner, CelArithmetic.Add, A)), 31 },
        { "list elements", levels => Nest(levels, inner => new CelExpression.List([inner])), 31 },
        { "conditionals", levels => Nest(levels, inner => new Conditional(A, A, inner)), 31 },
        { "conditionals over comparisons", levels => Nest(levels, inner => new Conditional(Test, A, inner)), 29 },
        { "conditionals over conjunctions", levels => Nest(levels, inner => new Conditional(AllOf([Test, A]), A, inner)), 28 },
    };

    [Theory]
    [MemberData(nameof(Nestings), DisableDiscoveryEnumeration = true)]
    public void What_measures_32_levels_parses_and_what_measures_33_does_not(string what, Func<int, CelExpression> nest, int levels)
    {
        var (fits, exceeds) = (nest(levels), nest(levels + 1));

        Assert.Equal((what, 32, true), (what, CelLimits.Measure(fits).Depth, CelLimits.Measure(fits).Fits));
        Assert.Equal((what, 33, false), (what, CelLimits.Measure(exceeds).Depth, CelLimits.Measure(exceeds).Fits));
        Assert.Equal(fits, Parsed(CelPrinter.Print(fits)));
        Assert.Equal(TooDeep, Failed(CelPrinter.Print(exceeds)).Reason);
    }

    [Fact]
    public void What_measures_as_fitting_is_what_parses()
    {
        var seed = Trial.Seed;
        var random = new Random(seed);
        var towers = Enumerable.Range(0, 3000).Select(_ => Nest(random.Next(10, 34), inner => Around(inner, random.Next(24)))).ToList();

        Assert.All(towers, tower => Assert.True(
            CelLimits.Measure(tower).Fits == CelParser.Parse(CelPrinter.Print(tower)) is CelParseResult.Parsed, $"ROUTE_METRICS_SEED={seed}: {tower}"));
        Assert.InRange(towers.Count(tower => CelLimits.Measure(tower).Fits), 300, 2700);
    }

    [Fact]
    public void Parentheses_nest_32_deep()
    {
        Assert.Equal(A, Parsed($"{new string('(', 32)}a{new string(')', 32)}"));
        Assert.Equal(new CelParseResult.Failed(33, TooDeep), CelParser.Parse($"{new string('(', 33)}a{new string(')', 33)}"));
    }

    [Fact]
    public void A_chain_of_2000_terms_costs_one_level()
    {
        var chain = AnyOf([.. Enumerable.Range(0, 2000).Select(i => Parsed($"a == {i}"))]);

        Assert.Equal(3, CelLimits.Measure(chain).Depth);
        Assert.Equal(chain, Parsed(CelPrinter.Print(chain)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("🚀")]
    public void A_text_of_100000_code_points_fits_and_one_more_does_not(string codePoint)
    {
        var fits = new Text(string.Concat(Enumerable.Repeat(codePoint, 99_998)));
        var exceeds = new Text(fits.Value + codePoint);

        Assert.Equal((new(100_000, 1), true), (CelLimits.Measure(fits), CelLimits.Measure(fits).Fits));
        Assert.Equal((new(100_001, 1), false), (CelLimits.Measure(exceeds), CelLimits.Measure(exceeds).Fits));
        Assert.Equal(fits, Parsed(CelPrinter.Print(fits)));
        Assert.Equal("the text has 100001 code points, and the proxy takes 100000", Failed(CelPrinter.Print(exceeds)).Reason);
    }

    private static CelExpression Nest(int levels, Func<CelExpression, CelExpression> around) =>
        Enumerable.Range(0, levels).Aggregate((CelExpression)A, (inner, _) => around(inner));

    private static CelExpression Around(CelExpression inner, int kind) => kind switch
    {
        0 => new Select(inner, "b"),
        1 => new CelExpression.Index(inner, A),
        2 => new CelExpression.Index(A, inner),
        3 => new Call(inner, "contains", [A]),
        4 => new Call(A, "contains", [inner]),
        5 => new Call(A, "contains", [new Conditional(inner, A, A)]),
        6 => new Has(new(inner, "b")),
        7 => new Map([new(inner, A)]),
        8 => new Map([new(A, inner)]),
        9 => new Not(inner),
        10 => new Relation(inner, CelRelation.Equal, A),
        11 => new Relation(A, CelRelation.Equal, inner),
        12 => AllOf([A, inner]),
        13 => AnyOf([inner, A]),
        14 => new Conditional(inner, A, A),
        15 => new GlobalCall("size", [inner]),
        16 => new GlobalCall("size", [new Conditional(A, inner, A)]),
        17 => new List([A, inner]),
        18 => new List([new Conditional(A, A, inner)]),
        19 => new Message("a.b", [new("c", inner)]),
        20 => new Negate(inner),
        21 => new Arithmetic(inner, CelArithmetic.Add, A),
        22 => new Arithmetic(A, CelArithmetic.Modulo, inner),
        _ => new Conditional(A, inner, A),
    };

    private static CelExpression Parsed(string text) => Assert.IsType<CelParseResult.Parsed>(CelParser.Parse(text)).Expression;

    private static CelParseResult.Failed Failed(string text) => Assert.IsType<CelParseResult.Failed>(CelParser.Parse(text));
}
