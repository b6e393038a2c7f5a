namespace RouteMetrics.EndToEnd.Tests.Deploy;

[Collection<OneInstallation>]
public sealed class OverlayTests(InstalledCluster cluster)
{
    /// <summary>Newer than the API server that these tests run with.</summary>
    private const string Newer = "policy/v1 PodDisruptionBudget";

    public static TheoryData<string> Overlays => [.. Directory.EnumerateDirectories(SourceTree.PathOf("deploy/overlays")).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task An_overlay_is_taken_by_the_API_server(string overlay)
    {
        var built = await Kustomization.BuildAsync(cluster.ControlPlane, $"deploy/overlays/{overlay}");
        string[] elsewhere = overlay == "cert-manager" ? ["cert-manager.io/v1 Certificate", "cert-manager.io/v1 Issuer"] : [];
        Assert.Equal([.. elsewhere, Newer], built.UnservedKinds.Order(StringComparer.Ordinal));

        // What an older API server does not know is dropped, as the matchConditions are; what it knows is checked.
        var applied = await cluster.ControlPlane.Kubectl.RunAsync("apply --dry-run=server --validate=false -f -", built.Manifests);
        Assert.Equal((0, ""), (applied.Exit, applied.Error));
        Assert.All(applied.Out.TrimEnd('\n').Split('\n'), static line => Assert.EndsWith("(server dry run)", line, StringComparison.Ordinal));
    }
}
