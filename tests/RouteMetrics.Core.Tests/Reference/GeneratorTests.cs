using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Reference;

public sealed class GeneratorTests
{
    // Fixed, so that the verdict does not depend on luck; the number of requests is that of the properties.
    private const int FixedSeed = 20260101;

    public static TheoryData<string> Slips => [.. Enum.GetNames<Slip>().Where(name => name != nameof(Slip.None))];

    [Theory]
    [MemberData(nameof(Slips))]
    public void Generated_requests_tell_every_slip_from_the_truth(string name)
    {
        var slip = Enum.Parse<Slip>(name);
        Assert.True(
            Trial.Run(FixedSeed, Trial.Cases).Any(item => item.Trial.Probes.Any(probe => Objection(item.Trial.Mesh, slip)(probe) is not null)),
            $"no generated request shows {slip}");
    }

    [Fact]
    public void A_counterexample_is_shrunk_to_the_one_match_it_takes()
    {
        var counterexample = Trial.Counterexample(FixedSeed, mesh => Objection(mesh, Slip.PathIgnoresCase));
        Assert.NotNull(counterexample);
        Assert.Single(counterexample.Split('\n'), line => line.StartsWith("HTTPRoute ", StringComparison.Ordinal) || line.StartsWith("GRPCRoute ", StringComparison.Ordinal));
        Assert.Single(counterexample.Split('\n'), line => line.StartsWith("    match ", StringComparison.Ordinal));
    }

    private static Func<Probe, string?> Objection(MeshSnapshot mesh, Slip slip)
    {
        var truth = new ReferenceRouter(mesh);
        var slipped = new ReferenceRouter(mesh, slip);
        return probe => (truth.Select(probe.Target, probe.Port, probe.Request), slipped.Select(probe.Target, probe.Port, probe.Request)) switch
        {
            var (expected, actual) when expected != actual => $"{expected}, not {actual}",
            _ => null,
        };
    }
}
