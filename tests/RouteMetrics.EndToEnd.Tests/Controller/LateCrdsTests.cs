namespace RouteMetrics.EndToEnd.Tests.Controller;

/// <summary>The program is there before Istio and Gateway API are; and it has the native engine, which needs no WasmPlugin.</summary>
public sealed class LateCrdsTests : IAsyncLifetime
{
    private ControlPlane controlPlane = null!;
    private Installation installation = null!;

    public async ValueTask InitializeAsync()
    {
        controlPlane = await ControlPlane.StartAsync();
        installation = await Installation.ApplyAsync(controlPlane);
        await controlPlane.Kubectl.OutputAsync("delete crd --all");
        await controlPlane.Kubectl.OutputAsync("apply -f -", $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: route-metrics, namespace: {{Installation.Namespace}}}
            data:
              route-metrics.yaml: |
                apiVersion: routemetrics.io/v1alpha1
                kind: RouteMetricsConfig
                spec: {engine: native}
            """);
    }

    [Fact]
    public async Task Without_CRDs_namespaces_are_labelled_and_with_them_routes_are_measured()
    {
        await controlPlane.Kubectl.OutputAsync("create -f -", Manifest.Namespace("early", "routemetrics.io/enabled: \"true\""));
        var pod = await installation.StartPodAsync();
        await Eventually.SucceedsAsync(async () => Assert.Equal("ambient early-waypoint", await controlPlane.MeshLabelsAsync("early")));
        await installation.ReadyAsync();
        Assert.Equal(
            [
                "authorizationpolicies.security.istio.io", "gateways.gateway.networking.k8s.io",
                "grpcroutes.gateway.networking.k8s.io", "httproutes.gateway.networking.k8s.io",
                "listenersets.gateway.networking.k8s.io",
                "requestauthentications.security.istio.io", "serviceentries.networking.istio.io", "telemetries.telemetry.istio.io", "trafficextensions.extensions.istio.io",
                "wasmplugins.extensions.istio.io",
            ],
            pod.Logged("NotServed").Select(static line => (string)line["Resource"]!).Order(StringComparer.Ordinal));

        await Crds.InstallAsync(controlPlane);
        await controlPlane.Kubectl.OutputAsync("create -f -", Manifest.Route("early", "{type: Exact, value: /healthz}"));
        await controlPlane.HasAsync("early", "Gateway early-waypoint", "Telemetry podinfo-svc-telemetry");
        Assert.Equal(
            "{'early.podinfo.0': 'GET /healthz'}[xds.route_name]",
            (string?)(await controlPlane.SpecAsync("telemetry podinfo-svc-telemetry -n early"))["metrics"]![0]!["overrides"]![0]!["tagOverrides"]!["route_name"]!["value"]);
        Assert.Equal(10, pod.Logged("NotServed").Count);
    }

    public async ValueTask DisposeAsync()
    {
        await installation.DisposeAsync();
        await controlPlane.DisposeAsync();
    }
}
