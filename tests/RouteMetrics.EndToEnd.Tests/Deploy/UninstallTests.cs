using System.Net;
using System.Text.Json.Nodes;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

public sealed class UninstallTests : IAsyncLifetime
{
    private static readonly string[] Kinds = ["namespaces", "services", "secrets", "leases", "gateways.gateway.networking.k8s.io", "httproutes", "wasmplugins", "telemetries"];

    private ControlPlane cluster = null!;

    private Kubectl Kubectl => cluster.Kubectl;

    public async ValueTask InitializeAsync() => cluster = await ControlPlane.StartAsync();

    public async ValueTask DisposeAsync() => await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task After_it_nothing_is_left_but_what_is_the_users_as_it_was()
    {
        await Kubectl.OutputAsync("apply -f -", TheirPlugin);
        await Kubectl.OutputAsync("apply -f -", Manifest.Namespace("mine", "istio.io/use-waypoint: mine-waypoint, istio.io/dataplane-mode: none"));
        await using var installation = await Installation.ApplyAsync(cluster, "deploy");
        await using var pod = await installation.StartPodAsync();
        await installation.ReadyAsync();
        await installation.AdmittingAsync();
        await CreatePodObjectAsync(pod.Name);
        await Kubectl.OutputAsync("create namespace podinfo");
        await Kubectl.OutputAsync("create service clusterip podinfo-svc -n podinfo --tcp=9898");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("podinfo", "{type: Exact, value: /healthz}"));
        await Eventually.SucceedsAsync(() => Kubectl.OutputAsync("get telemetry podinfo-svc-telemetry -n podinfo"));
        await Eventually.SucceedsAsync(async () => Assert.NotNull((await Kubectl.GetAsync("namespace podinfo"))["metadata"]!["annotations"]!["routemetrics.io/objects"]));

        var told = await UninstallAsync("--dry-run");
        Assert.Equal((0, ""), (told.Exit, told.Error));
        Assert.Equal(200, (int)(await cluster.Api.GetAsync("/apis/apps/v1/namespaces/route-metrics/deployments/route-metrics")).Status);
        var route = await UsersPartAsync("httproute podinfo -n podinfo");

        var uninstalling = UninstallAsync();
        await Eventually.SucceedsAsync(async () =>
            Assert.Equal(HttpStatusCode.NotFound, (await cluster.Api.GetAsync("/apis/apps/v1/namespaces/route-metrics/deployments/route-metrics")).Status));
        Assert.Equal(0, (await pod.TerminateAsync()).Exit);
        Assert.False(uninstalling.IsCompleted, "it did not wait for the pod");
        await Kubectl.OutputAsync($"delete pod {pod.Name} -n route-metrics --grace-period=0 --force");

        var uninstalled = await uninstalling;
        Assert.Equal(0, uninstalled.Exit);
        Assert.EndsWith(
            "what is left are the objects of deploy/: kubectl delete --ignore-not-found -k deploy, or the overlay that was applied\n", uninstalled.Error, StringComparison.Ordinal);
        Assert.Contains("waiting for 1 pod of route-metrics/route-metrics to end: ", uninstalled.Error, StringComparison.Ordinal);
        Assert.Equal(
            """
            will leave label istio.io/dataplane-mode=ambient of Namespace podinfo
            removed MutatingWebhookConfiguration route-metrics
            removed ValidatingWebhookConfiguration route-metrics
            removed Deployment route-metrics/route-metrics
            removed Telemetry podinfo/podinfo-svc-telemetry
            removed WasmPlugin podinfo/podinfo-svc-wasmplugin
            removed label istio.io/use-waypoint=podinfo-waypoint of Namespace podinfo
            removed Gateway podinfo/podinfo-waypoint
            removed annotation routemetrics.io/operations of HTTPRoute podinfo/podinfo
            removed Secret route-metrics/route-metrics-tls-self-managed
            removed record of Namespace podinfo
            removed record of Namespace podinfo
            removed ConfigMap route-metrics/route-metrics-installation
            removed Lease route-metrics/route-metrics

            """,
            uninstalled.Out);
        Assert.Contains("would remove Gateway podinfo/podinfo-waypoint\n", told.Out, StringComparison.Ordinal);
        Assert.EndsWith("will leave label istio.io/dataplane-mode=ambient of Namespace podinfo\n", told.Out, StringComparison.Ordinal);
        Assert.Equal("istio.io/dataplane-mode", (string?)(await Kubectl.GetAsync("namespace podinfo"))["metadata"]!["annotations"]!["routemetrics.io/left"]);

        Assert.Equal(route, await UsersPartAsync("httproute podinfo -n podinfo"));
        Assert.Equal("wasmplugin.extensions.istio.io/theirs", (await Kubectl.OutputAsync("get wasmplugins -A -o name")).TrimEnd());
        Assert.Equal("mine-waypoint", (string?)(await Kubectl.GetAsync("namespace mine"))["metadata"]!["labels"]!["istio.io/use-waypoint"]);
        Assert.Equal("ambient", (string?)(await Kubectl.GetAsync("namespace podinfo"))["metadata"]!["labels"]!["istio.io/dataplane-mode"]);
        Assert.Empty(await WrittenByUsAsync());

        var again = await UninstallAsync();
        Assert.Equal((0, ""), (again.Exit, again.Out));
    }

    // Their label says that it is ours; who wrote it says that it is not.
    private const string TheirPlugin = """
        apiVersion: extensions.istio.io/v1alpha1
        kind: WasmPlugin
        metadata: {name: theirs, namespace: default, labels: {app.kubernetes.io/managed-by: route-metrics}}
        spec: {url: oci://example.com/theirs}
        """;

    private Task<Ended> UninstallAsync(params string[] more) =>
        ChildProcess.RunAsync(SourceTree.Program, ["uninstall", "--kubeconfig", Kubectl.Kubeconfig, .. more]);

    // What the ReplicaSet controller makes of the Deployment, which has to pass the Pod Security Standard of the namespace; the kubelet removes it when the
    // process has ended. Without a token: 1.20 has none before its token controller makes one.
    private async Task CreatePodObjectAsync(string name)
    {
        var template = (await cluster.Api.GetAsync("/apis/apps/v1/namespaces/route-metrics/deployments/route-metrics")).Object["spec"]!["template"]!.DeepClone().AsObject();
        template["metadata"]!["name"] = name;
        template["spec"]!["automountServiceAccountToken"] = false;
        _ = (await cluster.Api.PostAsync("/api/v1/namespaces/route-metrics/pods", template)).Object;
    }

    // All but what the API server counts with each write, and what we add.
    private async Task<string> UsersPartAsync(string what)
    {
        var found = await Kubectl.GetAsync(what);
        var metadata = found["metadata"]!.AsObject();
        metadata.Remove("resourceVersion");
        metadata["annotations"]?.AsObject().Remove("routemetrics.io/operations");
        if (metadata["annotations"] is JsonObject { Count: 0 })
        {
            metadata.Remove("annotations");
        }

        return found.ToJsonString();
    }

    private async Task<IReadOnlyList<string>> WrittenByUsAsync()
    {
        List<string> written = [];
        foreach (var kind in Kinds)
        {
            var found = await Kubectl.GetAsync($"{kind} -A --show-managed-fields");
            written.AddRange(found["items"]!.AsArray()
                .Where(static o => o!["metadata"]!["managedFields"]!.AsArray().Any(static entry => (string?)entry!["manager"] == "route-metrics"))
                .Select(o => $"{kind} {o!["metadata"]!["name"]}"));
        }

        return written;
    }
}
