namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>The tests that look at deploy/ itself share a control plane.</summary>
[CollectionDefinition(nameof(BareCluster))]
public sealed class OnBareCluster : ICollectionFixture<BareCluster>;

/// <summary>A control plane in which no pod runs.</summary>
public sealed class BareCluster : IAsyncLifetime
{
    internal ControlPlane ControlPlane { get; private set; } = null!;

    public async ValueTask InitializeAsync() => ControlPlane = await ControlPlane.StartAsync();

    public async ValueTask DisposeAsync() => await (ControlPlane?.DisposeAsync() ?? ValueTask.CompletedTask);
}
