using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Re2;
using RouteMetrics.Core.Tests.Oracle;
using static RouteMetrics.Core.Cel.CelExpression;

namespace RouteMetrics.Core.Tests.Cel;

public sealed class CelRoundTripTests(IndependentCel independent)
{
    /// <summary>Shrinks to what an expression is made of, so that a failure names the smallest tree that fails.</summary>
    private static Arbitrary<CelExpression> Expressions => Arb.From(
        Gen.Choose(0, int.MaxValue - 1)
            .SelectMany(seed => Gen.Choose(0, 5).Select(depth => new RandomCel(new Random(seed)).Any(depth))),
        Parts);

    private static Arbitrary<string> Texts => ArbMap.Default.ArbFor<string>()
        .Filter(text => text is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text);

    [Fact]
    public void What_is_printed_parses_back_to_an_equal_tree() => Prop.ForAll(
        Expressions,
        expression => CelParser.Parse(CelPrinter.Print(expression)) == new CelParseResult.Parsed(expression)).Check(Thorough(5000));

    [Fact]
    public void Any_text_is_a_literal_that_parses_back_to_it() => Prop.ForAll(
        Texts,
        text => CelParser.Parse(CelPrinter.Print(new Text(text))) == new CelParseResult.Parsed(new Text(text))).Check(Thorough(2000));

    [Fact]
    public void What_is_printed_measures_as_it_parses() => Prop.ForAll(
        Expressions,
        expression => CelLimits.Measure(expression).CodePoints == CelPrinter.Print(expression).EnumerateRunes().Count())
        .Check(Thorough(1000));

    [Fact]
    public async Task Every_character_that_a_literal_may_need_means_itself_to_the_independent_CEL()
    {
        int[] rare = [0x2028, 0x2029, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F680, 0x10FFFF];
        string[] paths = [.. Enumerable.Range(0, 0x300).Concat(rare).Select(codePoint => $"/{char.ConvertFromUtf32(codePoint)}'")];
        var urlPath = new Select(new Identifier("request"), "url_path");
        string[] expressions = [.. paths.Select(path => CelPrinter.Print(new Relation(urlPath, CelRelation.Equal, new Text(path))))];
        CelActivation[] requests = [.. paths.Select(path => new CelActivation { Method = "GET", UrlPath = path })];

        var outcomes = await independent.EvaluateAsync(expressions, requests);

        for (var i = 0; i < expressions.Length; i++)
        {
            Assert.Equal(
                (expressions[i], CelOutcome.True, 1),
                (expressions[i], outcomes[i][i].Outcome, outcomes[i].Count(outcome => outcome.Outcome == CelOutcome.True)));
        }
    }

    private static Config Thorough(int tests) => Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true);

    private static IEnumerable<CelExpression> Parts(CelExpression expression) => expression switch
    {
        Text(var value) => value.Length == 0 ? [] : [new Text("")],
        Select(var operand, _) => [operand],
        CelExpression.Index(var operand, var key) => [operand, key],
        Call(var target, _, var arguments) => [target, .. arguments],
        GlobalCall(_, var arguments) => arguments,
        Has(var field) => [field],
        List(var elements) => [.. elements, .. Fewer(elements, fewer => new List(fewer))],
        Message(_, var fields) => [.. fields.Select(field => field.Value)],
        Negate(var operand) => [operand],
        Arithmetic(var left, _, var right) => [left, right],
        Map(var entries) => [.. entries.SelectMany(entry => new[] { entry.Key, entry.Value }), .. Fewer(entries, fewer => new Map(fewer))],
        Not(var operand) => [operand],
        Relation(var left, _, var right) => [left, right],
        And(var terms) => [.. terms, .. Fewer(terms, fewer => AllOf(fewer))],
        Or(var terms) => [.. terms, .. Fewer(terms, fewer => AnyOf(fewer))],
        Conditional(var condition, var then, var otherwise) => [condition, then, otherwise],
        _ => [],
    };

    private static IEnumerable<CelExpression> Fewer<T>(EquatableList<T> items, Func<EquatableList<T>, CelExpression> make) =>
        Enumerable.Range(0, items.Count).Select(left => make([.. items.Where((_, i) => i != left)]));
}
