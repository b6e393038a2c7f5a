using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Tests.Oracle;

namespace RouteMetrics.Core.Tests.Cel;

public sealed class CelMatchesTests(IndependentCel independent)
{
    [Theory]
    [InlineData("request.url_path.matches('b')", CelOutcome.True)]
    [InlineData("request.url_path.matches('^b')", CelOutcome.False)]
    [InlineData("request.url_path.matches('^(?:/a\\\\.b)$')", CelOutcome.True)]
    [InlineData("request.url_path.matches('a)(b')", CelOutcome.Error)]
    [InlineData("request.url_path.matches('(') || true", CelOutcome.True)]
    [InlineData("request.url_path.matches(1)", CelOutcome.Error)]
    [InlineData("1.matches('1')", CelOutcome.Error)]
    [InlineData("'a\\n'.matches('a$')", CelOutcome.False)]
    public async Task A_regular_expression_is_searched_for_as_RE2_does(string condition, CelOutcome outcome)
    {
        var request = new CelActivation { Method = "GET", UrlPath = "/a.b" };

        Assert.Equal(outcome, CelEvaluator.Holds(Assert.IsType<CelParseResult.Parsed>(CelParser.Parse(condition)).Expression, request));
        Assert.Equal(outcome, (await independent.EvaluateAsync([condition], [request]))[0][0].Outcome);
    }

    [Fact]
    public Task Random_conditions_with_regular_expressions_end_as_the_independent_CEL_says() =>
        CelComparison.AssertAgreementAsync(independent, conditions: 1000, withRegexes: true);
}
