using RouteMetrics.EndToEnd.Tests.Availability;

namespace RouteMetrics.EndToEnd.Tests.Certificates;

[Collection<Alone>]
public sealed class RotationTests(SelfManagedCluster cluster) : IClassFixture<SelfManagedCluster>
{
    /// <summary>Of one run, with webhooks that refuse what they cannot be asked about.</summary>
    private const int Creates = 2000;

    [Fact]
    public async Task Leaf_and_CA_are_replaced_under_load_and_no_request_fails()
    {
        await cluster.EmptyAsync();
        await cluster.StartAsync(2, "--tls-lifetime=24s", "--ca-lifetime=72s", "--ca-overlap=8s");
        await cluster.Installation.FailClosedAsync();
        var (leaf, authority) = (await cluster.LeafAsync(), await cluster.OneAuthorityAsync());

        var result = await Availability.CreateLoad.RunAsync(cluster.Api, "rotation", Creates, async () =>
        {
            await Eventually.SucceedsAsync(async () => Assert.NotEqual(leaf.Thumbprint, (await cluster.LeafAsync()).Thumbprint));
            await Eventually.SucceedsAsync(async () => Assert.NotEqual(authority, await cluster.OneAuthorityAsync(TimeSpan.Zero)), TimeSpan.FromMinutes(3));
        });

        Assert.True(result is { FirstFailures.Count: 0, Lost.Count: 0, Unmutated.Count: 0 }, $"{result}\n{string.Join('\n', cluster.Installation.Pods)}");
        Assert.InRange(result.Created, Creates, int.MaxValue);
        AssertQuiet();
    }

    [Fact]
    public async Task A_Secret_that_is_deleted_under_load_is_made_anew_with_another_CA_and_no_request_fails()
    {
        await cluster.EmptyAsync();
        await cluster.StartAsync(2, "--ca-overlap=8s");
        await cluster.Installation.FailClosedAsync();
        var authority = await cluster.OneAuthorityAsync();

        var result = await Availability.CreateLoad.RunAsync(cluster.Api, "deletion", Creates, async () =>
        {
            await Availability.CreateLoad.HasBegunAsync(cluster.Api, "deletion");
            await cluster.DeleteSecretAsync();
            await Eventually.SucceedsAsync(async () => Assert.NotEqual(authority, await cluster.OneAuthorityAsync(TimeSpan.Zero)));
        });

        Assert.True(result is { FirstFailures.Count: 0, Lost.Count: 0, Unmutated.Count: 0 }, $"{result}\n{string.Join('\n', cluster.Installation.Pods)}");
        var reasons = cluster.Installation.Pods.SelectMany(static pod => pod.Logged("SecretWritten")).Select(static line => (string)line["reason"]!);
        Assert.Equal(
            ["no replica serves a leaf of the old CA", "the new CA is trusted", "there is no Secret", "there is no Secret"], reasons.Order(StringComparer.Ordinal));
        AssertQuiet();
    }

    private void AssertQuiet() => Assert.All(cluster.Installation.Pods, static pod =>
    {
        Assert.Empty(pod.Logged("CertificatesFailed"));
        Assert.Empty(pod.Logged("CertificateLookFailed"));
        Assert.Empty(pod.Logged("BundleOverwritten"));
    });
}
