namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>
/// Tests that need no more than a webhook that answers share one; each has namespaces of its own. Some say how soon something is there, so
/// nothing runs beside them.
/// </summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class OneInstallation : ICollectionFixture<InstalledCluster>;
