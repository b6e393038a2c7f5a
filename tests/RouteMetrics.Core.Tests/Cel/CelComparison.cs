using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Tests.Oracle;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Cel;

/// <summary>Random conditions, each for random requests, evaluated here and by the independent CEL.</summary>
internal static class CelComparison
{
    private const int Requests = 12;

    public static async Task AssertAgreementAsync(IndependentCel independent, int conditions, bool withRegexes)
    {
        var seed = Trial.SteadySeed;
        var random = new RandomCel(new Random(seed));
        CelExpression[] expressions = [.. Enumerable.Range(0, conditions).Select(i => random.Condition(i % 4, withRegexes))];
        CelActivation[] requests = [.. Enumerable.Range(0, Requests).Select(_ => random.Request())];

        var expected = await independent.EvaluateAsync([.. expressions.Select(CelPrinter.Print)], requests);

        var disagreements = from e in Enumerable.Range(0, expressions.Length)
                            from r in Enumerable.Range(0, Requests)
                            let actual = CelEvaluator.Holds(expressions[e], requests[r])
                            where actual != expected[e][r].Outcome
                            select $"{expressions[e]}\n  for {requests[r]}\n  is {actual}, should be {expected[e][r]}";
        Assert.True(!disagreements.Any(), $"ROUTE_METRICS_SEED={seed}: {string.Join('\n', disagreements.Take(3))}");
        AssertVariety(seed, expected.SelectMany(outcomes => outcomes));
    }

    /// <summary>A comparison proves little where all is error: each outcome has its share.</summary>
    private static void AssertVariety(int seed, IEnumerable<IndependentOutcome> outcomes)
    {
        var shares = outcomes.CountBy(outcome => outcome.Outcome).ToDictionary();
        Assert.All(
            Enum.GetValues<CelOutcome>(),
            outcome => Assert.True(
                shares.GetValueOrDefault(outcome) > shares.Values.Sum() / 10, $"ROUTE_METRICS_SEED={seed}: few outcomes are {outcome}"));
    }
}
