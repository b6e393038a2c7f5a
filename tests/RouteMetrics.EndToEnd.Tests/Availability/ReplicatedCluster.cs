namespace RouteMetrics.EndToEnd.Tests.Availability;

/// <summary>Two pods, and webhooks that refuse what they cannot be asked about: nothing gets past them.</summary>
public sealed class ReplicatedCluster : InstalledCluster
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Installation.FailClosedAsync();
        await Installation.StartPodAsync();
        await Installation.ReadyAsync();
    }
}
