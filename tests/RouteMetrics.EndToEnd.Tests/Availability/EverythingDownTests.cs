using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Availability;

public sealed class EverythingDownTests(InstalledCluster cluster) : IClassFixture<InstalledCluster>
{
    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task While_no_pod_runs_namespaces_and_routes_are_created_and_what_they_lack_appears_when_one_is_back()
    {
        await cluster.Pod.KillAsync();
        await Kubectl.OutputAsync("create namespace meanwhile");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("meanwhile", "{type: Exact, value: /healthz}"));
        Assert.Null((await LabelsAsync())["istio.io/use-waypoint"]);

        await cluster.Installation.StartPodAsync();
        await Eventually.SucceedsAsync(async () => Assert.Equal("meanwhile-waypoint", (string?)(await LabelsAsync())["istio.io/use-waypoint"]));
        await cluster.Installation.ReadyAsync();
        await cluster.Installation.AdmittingAsync();
    }

    private async Task<JsonObject> LabelsAsync() => (await Kubectl.GetAsync("namespace meanwhile"))["metadata"]!["labels"]?.AsObject() ?? [];
}
