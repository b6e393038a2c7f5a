using System.Text;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Cel;

/// <summary>
/// Whatever the text: a result, no exception, no exhausted stack, no second lost. A stack overflow would end the process.
/// </summary>
public sealed class CelHostileTextTests
{
    private static readonly string[] Pieces =
    [
        "(", ")", "[", "]", "{", "}", "!", "?", ":", ",", ".", "&&", "||", "==", "!=", " in ", "'", "\"", "\\", "'a'", "\\u00",
        "\\U0001F680", "a", "has(", "true", "request.headers", ".startsWith(", "1", "99999999999999999999", " ", "\n", "\0", "\uD83D", "\uDE80", "🚀",
        "//", "b'x'", "+", "-", "<", ">=", "%", "*", "r'\\d'", "'\\''", "\"\"\"", "1.5", ".5e3", "0xFu", "null", ".exists(x, ", "size(", "a.b{c: ",
        "BR\"\\\"",
    ];

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("a[")]
    [InlineData("{1:")]
    [InlineData("!(")]
    [InlineData("!")]
    [InlineData("a.")]
    [InlineData("a?")]
    [InlineData("a?a:")]
    [InlineData("a.matches(")]
    [InlineData("has(")]
    [InlineData("a&&")]
    [InlineData("a==")]
    [InlineData("'\\")]
    [InlineData("-")]
    [InlineData("-(")]
    [InlineData("1+")]
    [InlineData("a<")]
    [InlineData("a{b:")]
    [InlineData("f(")]
    [InlineData("[1,")]
    [InlineData("//")]
    [InlineData("/**/")]
    [InlineData("\"\"\"")]
    [InlineData("r'")]
    [InlineData("b'\\xff")]
    [InlineData("a.map(x,")]
    public void A_megabyte_of_nesting_is_a_fault(string piece)
    {
        Assert.IsType<CelParseResult.Failed>(CelParser.Parse(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length))));
        Assert.IsType<CelParseResult.Failed>(CelParser.Parse(string.Concat(Enumerable.Repeat(piece, 99_999 / piece.Length))));
    }

    [Fact]
    public void Random_bytes_and_random_tokens_give_a_result_that_stands()
    {
        var seed = Trial.Seed;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = i % 2 == 0 ? Bytes(random) : string.Concat(random.GetItems(Pieces, random.Next(40)));

            Assert.True(Stands(text), $"ROUTE_METRICS_SEED={seed}, text {i}: {text}");
        }
    }

    [Fact]
    public void A_broken_condition_is_a_fault_within_the_text()
    {
        var seed = Trial.Seed;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder(CelPrinter.Print(new RandomCel(random).Any(3)));
            text.Insert(random.Next(text.Length + 1), Pieces[random.Next(Pieces.Length)]);
            text.Remove(random.Next(text.Length), 1);

            Assert.True(Stands(text.ToString()), $"ROUTE_METRICS_SEED={seed}, text {i}: {text}");
        }
    }

    private static bool Stands(string text) => CelParser.Parse(text) switch
    {
        CelParseResult.Failed(var position, var reason) => position >= 0 && position <= text.Length && reason.Length > 0,
        CelParseResult.Parsed(var expression) =>
            CelLimits.Measure(expression).Fits && CelParser.Parse(CelPrinter.Print(expression)) == new CelParseResult.Parsed(expression),
        _ => false,
    };

    private static string Bytes(Random random)
    {
        var bytes = new byte[random.Next(60)];
        random.NextBytes(bytes);
        return Encoding.Latin1.GetString(bytes);
    }
}
