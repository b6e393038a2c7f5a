using RouteMetrics.Core.Tests.Oracle;

namespace RouteMetrics.Core.Tests.Cel;

public sealed class CelAgreementTests(IndependentCel independent)
{
    [Fact]
    public Task Random_conditions_end_as_the_independent_CEL_says() =>
        CelComparison.AssertAgreementAsync(independent, conditions: 4000, withRegexes: false);
}
