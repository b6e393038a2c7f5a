namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>Tests that need no more than a webhook that answers share one; each has namespaces of its own.</summary>
[CollectionDefinition]
public sealed class OneInstallation : ICollectionFixture<InstalledCluster>;
