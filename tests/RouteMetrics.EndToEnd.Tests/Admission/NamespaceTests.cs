namespace RouteMetrics.EndToEnd.Tests.Admission;

public sealed class NamespaceTests(InstalledCluster cluster) : IClassFixture<InstalledCluster>
{
    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task A_namespace_comes_back_labelled()
    {
        Assert.Equal("namespace/podinfo created\n", await Kubectl.OutputAsync("create namespace podinfo"));
        Assert.Equal("ambient podinfo-waypoint", await LabelsAsync("podinfo"));
    }

    private async Task<string> LabelsAsync(string name)
    {
        var labels = (await Kubectl.GetAsync($"namespace {name}"))["metadata"]!["labels"];
        return $"{labels?["istio.io/dataplane-mode"]} {labels?["istio.io/use-waypoint"]}";
    }
}
