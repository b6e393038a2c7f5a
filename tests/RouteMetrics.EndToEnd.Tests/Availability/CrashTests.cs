namespace RouteMetrics.EndToEnd.Tests.Availability;

public sealed class CrashTests : IAsyncLifetime
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
    public async Task The_death_of_a_pod_under_load_loses_no_request_and_leaves_none_unmutated()
    {
        var result = await CreateLoad.RunAsync(cluster.Api, 2000, KillAsync);

        Assert.True(result is { FirstFailures.Count: 0, Lost.Count: 0, Unmutated.Count: 0 }, result.ToString());
        Assert.InRange(result.Created, 2000, int.MaxValue);
    }

    private async Task KillAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        await installation.Pods[0].KillAsync();
        await installation.ReadyAsync();
        await installation.StartPodAsync();
        await installation.ReadyAsync();
    }
}
