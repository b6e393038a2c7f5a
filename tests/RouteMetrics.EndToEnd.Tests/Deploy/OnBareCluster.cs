namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>The tests that look at deploy/ itself share a control plane.</summary>
[CollectionDefinition(nameof(BareCluster))]
public sealed class OnBareCluster : ICollectionFixture<BareCluster>;
