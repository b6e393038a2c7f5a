using RouteMetrics.Controller.Certificates;

namespace RouteMetrics.Controller.Tests.Certificates;

public sealed class RotationSimulationTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(40_000);

    // Two overlaps, since a wait that has begun may begin anew, and what pauses come with it; or a rotation that lifetimes demand.
    private static readonly TimeSpan UntilQuiet = RotationSimulation.Terms.Lifetimes.Overlap * 4;

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(30);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 6)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_happens_each_call_meets_a_trusted_leaf_and_the_end_is_quiet(int seed)
    {
        var simulation = new RotationSimulation(seed);
        simulation.Cluster.Configure(ClusterState.Mutating, "a.routemetrics.io", "b.routemetrics.io");
        simulation.Cluster.Configure(ClusterState.Validating, "c.routemetrics.io");
        simulation.Run(Long, oneEventIn: 60);
        var waited = TimeSpan.Zero;
        for (; !IsQuiet(simulation) && waited < UntilQuiet; waited += Glance)
        {
            simulation.Run(Glance, oneEventIn: null);
        }

        Assert.True(IsQuiet(simulation));
        AssertBounded(simulation, Long + waited);
    }

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    public void Left_alone_it_writes_what_lifetimes_demand_and_nothing_else(int seed)
    {
        var simulation = new RotationSimulation(seed);
        simulation.Cluster.Configure(ClusterState.Mutating, "a.routemetrics.io", "b.routemetrics.io");
        simulation.Cluster.Configure(ClusterState.Validating, "c.routemetrics.io");
        simulation.Run(TimeSpan.FromSeconds(4_900), oneEventIn: null);

        // Made once, and renewed after two thirds of 3000 s: at about 1900 and 3800 s.
        Assert.Equal((3, 2), (simulation.Cluster.SecretWrites, simulation.Cluster.BundleWrites));

        // The CA is due at about 5700 s: it joins, it signs, the old one leaves.
        simulation.Run(TimeSpan.FromSeconds(2_000), oneEventIn: null);
        Assert.Equal((6, 6), (simulation.Cluster.SecretWrites, simulation.Cluster.BundleWrites));
        Assert.True(IsQuiet(simulation));
    }

    // One CA, which has signed the leaf that all serve, and which all trust.
    private static bool IsQuiet(RotationSimulation simulation) =>
        simulation.Cluster.SecretState is SecretState.Readable { Content: { IsLeafOfSigner: true, Trusted.Count: 1 } content }
        && simulation.Cluster.Read().All(configuration => configuration.Carries(content.CaBundle))
        && simulation.Replicas.All(replica => replica.IsReady && replica.View.Served!.Leaf.Thumbprint == content.Leaf.Thumbprint);

    private static void AssertBounded(RotationSimulation simulation, TimeSpan time)
    {
        // Due after 60 % of their life at the earliest; a CA takes three writes. A lost Secret begins a rotation; it may be lost in each of its steps.
        var lifetimes = RotationSimulation.Terms.Lifetimes;
        var ofTime = (time / (lifetimes.Authority * 0.6) * 3) + (time / (lifetimes.Leaf * 0.6));
        var most = ofTime + 3 + (simulation.SecretLosses * 4);
        Assert.InRange(simulation.Cluster.SecretWrites, 1, most);
        Assert.InRange(simulation.Cluster.BundleWrites, 0, (2 * most) + simulation.ConfigurationChanges + 2);
    }
}
