using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Synthesis;
using RouteMetrics.Core.Tests.Reference;
using RouteMetrics.Core.Tests.Synthesis;

namespace RouteMetrics.Core.Tests.Policies;

public sealed class ConformancePolicyTests
{
    [Theory]
    [InlineData(Engine.Attributegen)]
    [InlineData(Engine.Native)]
    public void Nothing_in_the_conformance_suite_is_denied(Engine engine) => Assert.Empty(ConformanceVectors.All()
        .DistinctBy(static item => item.Name.Split(':')[0])
        .SelectMany(item => MeshSynthesis.Synthesize(item.Mesh, Some.Defaults with { Engine = engine }).Findings)
        .Where(static finding => finding.Severity == Severity.Deny)
        .Select(static finding => $"{finding.Object} {finding}"));
}
