using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Rules;

public sealed class ConformancePolicyTests
{
    [Theory]
    [InlineData(Engine.Attributegen)]
    [InlineData(Engine.Native)]
    public void Nothing_in_the_conformance_suite_is_denied(Engine engine) => Assert.Empty(ConformanceVectors.All()
        .DistinctBy(static item => item.Name.Split(':')[0])
        .SelectMany(item => RoutePlan.Of(item.Mesh, Some.Defaults with { Engine = engine }).Findings)
        .Where(static finding => finding.Severity == Severity.Deny)
        .Select(static finding => $"{finding.Object} {finding}"));
}
