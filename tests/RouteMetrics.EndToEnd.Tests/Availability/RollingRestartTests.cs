namespace RouteMetrics.EndToEnd.Tests.Availability;

public sealed class RollingRestartTests : IAsyncLifetime
{
    private ControlPlane cluster = null!;
    private Installation installation = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await ControlPlane.StartAsync();
        installation = await Installation.ApplyAsync(cluster);
        await DevCertificates.InstallAsync(cluster);
        await installation.FailClosedAsync();
        await Task.WhenAll(installation.StartPodAsync(), installation.StartPodAsync());
        await installation.ReadyAsync();
        await installation.AdmittingAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await installation.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_rolling_restart_under_load_fails_no_request_and_leaves_none_unmutated()
    {
        var result = await CreateLoad.RunAsync(cluster.Api, 2000, RollAsync);

        Assert.True(result is { FirstFailures.Count: 0, Lost.Count: 0, Unmutated.Count: 0 }, result.ToString());
        Assert.InRange(result.Created, 2000, int.MaxValue);
    }

    // As a Deployment with maxSurge 1 and maxUnavailable 0: an old pod is asked to end when a new one is ready, and not waited for.
    private async Task RollAsync()
    {
        List<Task<Ended>> ending = [];
        foreach (var old in installation.Pods)
        {
            await installation.StartPodAsync();
            await installation.ReadyAsync();
            ending.Add(old.TerminateAsync());
        }

        Assert.All(await Task.WhenAll(ending), static ended => Assert.Equal(0, ended.Exit));
    }
}
