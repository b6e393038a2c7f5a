using RouteMetrics.EndToEnd.Tests.Controller;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>The overlay <c>annotate-none</c>: the API server asks once about a route, and nothing else is missing.</summary>
[Collection(nameof(BareCluster))]
public sealed class AnnotateNoneTests(BareCluster bare)
{
    private ControlPlane Cluster => bare.ControlPlane;

    private Kubectl Kubectl => bare.ControlPlane.Kubectl;

    [Fact]
    public async Task A_route_is_judged_and_measured_by_one_call_and_gets_no_annotation()
    {
        await using var installation = await Installation.ApplyAsync(Cluster, "deploy/overlays/annotate-none");
        await using var pod = await installation.StartPodAsync();
        await installation.ReadyAsync();
        await installation.AdmittingAsync();
        await Cluster.SettledAsync();
        await Kubectl.OutputAsync("create namespace unannotated");
        await Cluster.NameAsync("unannotated");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("unannotated", "{type: Exact, value: /healthz}"));
        await Cluster.HasAsync("unannotated", Controller.Cluster.PodinfoIn("unannotated"));
        var refused = await Kubectl.RunAsync(
            """patch httproute podinfo -n unannotated --type=merge -p {"spec":{"rules":[{"matches":[{"path":{"type":"RegularExpression","value":"/(?=a)"}}]}]}}""");
        Assert.Contains("denied the request: RMW001", refused.Error, StringComparison.Ordinal);

        Assert.Equal(
            ["ValidateHttpRoutes Create", "ValidateHttpRoutes Update"],
            pod.Logged("ReviewDecided").Where(static line => (string?)line["key"] == "unannotated/podinfo").Select(static line => $"{line["path"]} {line["operation"]}"));
        var route = await Kubectl.GetAsync("httproute podinfo -n unannotated");
        Assert.Null(route["metadata"]!["annotations"]?["routemetrics.io/operations"]);
        var doctor = await ChildProcess.RunAsync(SourceTree.Program, ["doctor", "--kubeconfig", Kubectl.Kubeconfig]);
        Assert.Contains("\n✓ caBundle: every webhook trusts the certificate\n", doctor.Out, StringComparison.Ordinal);
        Assert.Contains("\n✓ API server asks the webhook: a new Namespace (dry run) is labelled\n", doctor.Out, StringComparison.Ordinal);

        await Kubectl.OutputAsync("delete mutatingwebhookconfigurations,validatingwebhookconfigurations route-metrics");
        await pod.TerminateAsync();
        await Kubectl.OutputAsync($"delete --ignore-not-found secret route-metrics-tls-self-managed -n {Installation.Namespace}");
    }
}
