namespace RouteMetrics.EndToEnd.Tests.Availability;

[Collection<OneInstallation>]
public sealed class EverythingDownTests(InstalledCluster cluster)
{
    private const string Healthz = "{type: Exact, value: /healthz}";

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task While_no_pod_runs_namespaces_and_routes_are_created_and_what_they_lack_appears_when_one_is_back()
    {
        await cluster.Pod.KillAsync();
        await Kubectl.OutputAsync("create namespace meanwhile");
        await Kubectl.OutputAsync("create -f -", Manifest.Service("meanwhile"));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("meanwhile", Healthz));
        Assert.Null((await Kubectl.GetAsync("namespace meanwhile"))["metadata"]!["labels"]?["istio.io/use-waypoint"]);

        await StartAsync();
        await Eventually.SucceedsAsync(
            async () => _ = (await cluster.ControlPlane.Api.GetAsync("/apis/telemetry.istio.io/v1/namespaces/meanwhile/telemetries/podinfo-svc-telemetry")).Object);
        Assert.Equal("meanwhile-waypoint", (string?)(await Kubectl.GetAsync("namespace meanwhile"))["metadata"]!["labels"]!["istio.io/use-waypoint"]);
    }

    [Fact]
    public async Task Failing_closed_holds_up_routes_that_would_be_judged_and_nothing_else()
    {
        await Kubectl.OutputAsync($"apply -f -", await WebhooksAsync("deploy/overlays/enforce-fail-closed"));
        await cluster.Pod.KillAsync();
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("closed", ""));
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("open", "routemetrics.io/mode: warn"));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("open", Healthz));
        await Kubectl.OutputAsync("create -f -", Manifest.WasmPlugin("closed", "true"));
        await Eventually.SucceedsAsync(async () => Assert.Contains(
            "failed calling webhook \"httproutes.validate.routemetrics.io\"",
            (await Kubectl.RunAsync("create --dry-run=server -f -", Manifest.Route("closed", Healthz))).Error, StringComparison.Ordinal));

        await Kubectl.OutputAsync($"apply -f -", await WebhooksAsync("deploy"));
        await StartAsync();
        await Kubectl.OutputAsync("create -f -", Manifest.Route("closed", Healthz));
    }

    // The caBundles, which are not in there, stay.
    private async Task<string> WebhooksAsync(string folder) => string.Join("\n---\n",
        (await Kustomization.BuildAsync(cluster.ControlPlane, folder)).Split("\n---\n").Where(static document => document.Contains("WebhookConfiguration\n", StringComparison.Ordinal)));

    private async Task StartAsync()
    {
        await cluster.Installation.StartPodAsync();
        await cluster.Installation.ReadyAsync();
        await cluster.Installation.AdmittingAsync();
    }
}
