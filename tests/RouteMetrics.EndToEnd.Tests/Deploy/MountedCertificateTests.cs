namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>The overlay for cert-manager, whose part the test plays.</summary>
[Collection(nameof(BareCluster))]
public sealed class MountedCertificateTests(BareCluster bare)
{
    [Fact]
    public async Task With_a_mounted_certificate_it_serves_and_makes_none_of_its_own()
    {
        var cluster = bare.ControlPlane;
        await using var installation = await Installation.ApplyAsync(cluster, "deploy/overlays/cert-manager");
        await DevCertificates.InstallAsync(cluster);
        await installation.StartPodAsync();
        await installation.ReadyAsync();
        await installation.AdmittingAsync();
        Assert.Equal("secret/route-metrics-tls", (await cluster.Kubectl.OutputAsync($"get secrets -n {Installation.Namespace} -o name")).TrimEnd());

        await cluster.Kubectl.OutputAsync("delete mutatingwebhookconfigurations,validatingwebhookconfigurations route-metrics");
        await cluster.Kubectl.OutputAsync($"delete secret route-metrics-tls -n {Installation.Namespace}");
    }
}
