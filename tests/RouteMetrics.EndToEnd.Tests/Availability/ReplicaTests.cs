using System.Globalization;

namespace RouteMetrics.EndToEnd.Tests.Availability;

[Collection<Alone>]
public sealed class ReplicaTests(ReplicatedCluster cluster) : IClassFixture<ReplicatedCluster>
{
    /// <summary>Of one run; a rolling restart and a crash take seconds, so that the load goes on before and after.</summary>
    private const int Creates = 2000;

    /// <summary>Lease duration 15 s, then the next look of the other one (every 2 s, with jitter 1.2), twice for a loaded machine.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15 + (2 * 2 * 1.2));

    private Installation Installation => cluster.Installation;

    [Fact]
    public async Task A_rolling_restart_under_load_fails_no_request_and_leaves_none_unmutated()
    {
        var result = await CreateLoad.RunAsync(cluster.ControlPlane.Api, "rolling", Creates, RollAsync);

        Assert.True(result is { FirstFailures.Count: 0, Lost.Count: 0, Unmutated.Count: 0 }, result.ToString());
        Assert.InRange(result.Created, Creates, int.MaxValue);
    }

    /// <summary>
    /// What fails at first are the reviews that the dead pod was answering, and those that are sent to it until its Endpoints are corrected, a second later:
    /// to half of the new connections. Kubernetes sends no review twice; whoever tries again, as its clients do, succeeds.
    /// </summary>
    [Fact]
    public async Task The_death_of_the_leader_under_load_loses_no_request_leaves_none_unmutated_and_the_other_takes_over()
    {
        var dead = await Installation.LeaderAsync();

        var result = await CreateLoad.RunAsync(cluster.ControlPlane.Api, "crash", Creates, () => KillAsync(dead));

        Assert.True(result is { Lost.Count: 0, Unmutated.Count: 0 } && result.FirstFailures.Count <= CreateLoad.PerSecond / 2, result.ToString());
        Assert.All(result.FirstFailures, static failure => Assert.Contains("failed calling webhook", failure, StringComparison.Ordinal));
        Assert.InRange(result.Created, Creates, int.MaxValue);
        TestContext.Current.SendDiagnosticMessage(result.ToString());
    }

    // As a Deployment with maxSurge 1 and maxUnavailable 0: an old pod is asked to end when a new one is ready, and not waited for.
    private async Task RollAsync()
    {
        List<Task<Ended>> ending = [];
        foreach (var old in Installation.Pods)
        {
            await Installation.StartPodAsync();
            await Installation.ReadyAsync();
            ending.Add(old.TerminateAsync());
        }

        Assert.All(await Task.WhenAll(ending), static ended => Assert.Equal(0, ended.Exit));
    }

    private async Task KillAsync(Pod leader)
    {
        await CreateLoad.HasBegunAsync(cluster.ControlPlane.Api, "crash");
        var killed = TimeProvider.System.GetUtcNow();
        await leader.KillAsync();
        Assert.NotSame(leader, await Installation.LeaderAsync());
        Assert.InRange(await AcquiredAsync() - killed, TimeSpan.Zero, LeaseTime);

        // Its container is started again.
        await Installation.StartPodAsync();
        await Installation.ReadyAsync();
    }

    private async Task<DateTimeOffset> AcquiredAsync()
    {
        var lease = await cluster.ControlPlane.Kubectl.GetAsync($"lease {Installation.Name} -n {Installation.Namespace}");
        return DateTimeOffset.Parse((string)lease["spec"]!["acquireTime"]!, CultureInfo.InvariantCulture);
    }
}
