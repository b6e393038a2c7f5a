using System.Text;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Tests.Oracle;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Cel;

/// <summary>Which texts are CEL, asked of an independent implementation too. Where that is known to differ from cel-cpp, which is what Envoy runs, is listed below.</summary>
public sealed class CelGrammarAgreementTests(IndependentCel independent)
{
    private static readonly string[] Tokens =
    [
        "a", "b", "request", ".", ".", "(", ")", "[", "]", "{", "}", ",", ":", "?", "!", "-", "+", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||",
        " in ", "1", "1u", "0x1F", "1.5", ".5", "1e3", "'s'", "\"s\"", "'''s'''", @"r'\d'", @"b'\xff'", "br\"x\"", "true", "null", "while", "has(", "size(",
        "a.exists(x, ", " ", "\n", "// c\n", @"'\n'", @"'\d'",
    ];

    [Fact]
    public async Task Random_expressions_parse_there_as_here()
    {
        var seed = Trial.SteadySeed;
        var random = new Random(seed);
        await AssertAgreementAsync(seed, [.. Enumerable.Range(0, 3000).Select(i => new RandomCel(random).Any(i % 4).ToString())], 0.9, 1);
    }

    [Fact]
    public async Task Mutated_expressions_parse_there_as_here()
    {
        var seed = Trial.SteadySeed;
        var random = new Random(seed);
        await AssertAgreementAsync(seed, [.. Enumerable.Range(0, 6000).Select(i => Mutated(random, new RandomCel(random).Any(1 + (i % 3)).ToString()))], 0.05, 0.6);
    }

    [Fact]
    public async Task Random_tokens_parse_there_as_here()
    {
        var seed = Trial.SteadySeed;
        var random = new Random(seed);
        await AssertAgreementAsync(seed, [.. Enumerable.Range(0, 12_000).Select(_ => string.Concat(random.GetItems(Tokens, random.Next(1, 7))))], 0.02, 0.6);
    }

    [Fact]
    public async Task The_corpus_parses_there_as_here()
    {
        var corpus = CelParserTests.Literals.Select(row => row.Data.Item1)
            .Concat(CelPrinterTests.Spellings.Select(row => row.Data.Item1))
            .ToArray();
        await AssertAgreementAsync(0, corpus, 0.9, 1);
    }

    private async Task AssertAgreementAsync(int seed, string[] texts, double leastParsed, double mostParsed)
    {
        var faults = await independent.ParseAsync(texts);

        var disagreements =
            from i in Enumerable.Range(0, texts.Length)
            let here = CelParser.Parse(texts[i])
            where here is CelParseResult.Parsed != faults[i] is null && !KnownDifference.Explains(texts[i], here, faults[i])
            select $"{texts[i]}\n  here: {here}\n  there: {faults[i] ?? "parses"}";
        Assert.True(!disagreements.Any(), $"ROUTE_METRICS_SEED={seed}\n{string.Join('\n', disagreements.Take(5))}");
        Assert.InRange(faults.Count(fault => fault is null), leastParsed * texts.Length, mostParsed * texts.Length);
    }

    private static string Mutated(Random random, string text)
    {
        var mutated = new StringBuilder(text);
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var at = random.Next(mutated.Length + 1);
            _ = random.Next(3) switch
            {
                0 => mutated.Insert(at, Tokens[random.Next(Tokens.Length)]),
                1 when mutated.Length > 1 => mutated.Remove(Math.Min(at, mutated.Length - 1), 1),
                _ => mutated.Insert(at, text.AsSpan(random.Next(text.Length), 1)),
            };
        }

        // Half of a surrogate pair is no text that could be asked about.
        return mutated.ToString() is var result && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(result)) == result ? result : text;
    }
}
