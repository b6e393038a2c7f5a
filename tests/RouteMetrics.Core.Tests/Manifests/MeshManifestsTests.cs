using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Manifests;

public class MeshManifestsTests
{
    private static readonly MeshSnapshot Podinfo = new()
    {
        Namespaces = [new("ns", new Dictionary<string, string>())],
        Routes = [Some.Route("podinfo", Some.Service("podinfo-svc"), Some.Exact("/healthz", "GET"), Some.Exact("/echo", "POST"))],
    };

    private static IReadOnlyList<Manifest> Render(MeshSnapshot state, RouteMetricsSettings settings) =>
        RoutePlan.Of(state, settings).Manifests();

    private static string[] Keys(IReadOnlyList<Manifest> manifests) => [.. manifests.Select(manifest => $"{manifest.Kind} {manifest.Namespace}/{manifest.Name}")];

    /// <summary>A manifest in a line: keys and values without braces being told apart, enough to see every field.</summary>
    private static string Flat(ManifestValue value) => value switch
    {
        ManifestValue.Map map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{entry.Key}: {Flat(entry.Value)}"))}}}",
        ManifestValue.List list => $"[{string.Join(", ", list.Items.Select(Flat))}]",
        ManifestValue.Text text => text.Value,
        ManifestValue.Number number => number.Value.ToString(),
        var other => other.ToString(),
    };

    [Fact]
    public void The_podinfo_case_needs_five_objects()
    {
        var manifests = Render(Podinfo, Some.Defaults);

        Assert.Equal(
            [
                "{apiVersion: v1, kind: Namespace, metadata: {name: ns, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: ns-waypoint}}}",
                "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: ns-waypoint, namespace: ns, labels: {app.kubernetes.io/managed-by: route-metrics, istio.io/waypoint-for: service}},"
                + " spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}}",
                "{apiVersion: extensions.istio.io/v1alpha1, kind: WasmPlugin, metadata: {name: podinfo-svc-wasmplugin, namespace: ns, labels: {app.kubernetes.io/managed-by: route-metrics}},"
                + $" spec: {{targetRefs: [{{group: , kind: Service, name: podinfo-svc}}], url: {BuiltinModule.UrlIn("route-metrics")},"
                + $" sha256: {BuiltinModule.Sha256}, imagePullPolicy: IfNotPresent, failStrategy: FAIL_OPEN, phase: AUTHN,"
                + " pluginConfig: {attributes: [{output_attribute: istio_operationId, phase: ON_REQUEST, match: ["
                + "{value: GET /healthz, condition: xds.route_name == 'ns.podinfo.0' && request.method == 'GET' && request.url_path == '/healthz'}, {value: POST /echo, condition: xds.route_name == 'ns.podinfo.1' && request.method == 'POST' && request.url_path == '/echo'}]}]}}}",
                "{apiVersion: telemetry.istio.io/v1, kind: Telemetry, metadata: {name: podinfo-svc-telemetry, namespace: ns, labels: {app.kubernetes.io/managed-by: route-metrics}},"
                + " spec: {targetRefs: [{group: , kind: Service, name: podinfo-svc}], metrics: [{overrides: ["
                + "{match: {metric: REQUEST_COUNT}, tagOverrides: {route_name: {value: filter_state['wasm.istio_operationId']}}}, {match: {metric: REQUEST_DURATION}, tagOverrides: {route_name: {value: filter_state['wasm.istio_operationId']}}}]}]}}",
            ],
            manifests.Select(manifest => Flat(manifest.Body)));
    }

    [Fact]
    public void A_plugin_on_the_waypoint_is_named_after_the_namespace_and_holds_all_Services()
    {
        var state = Podinfo with { Namespaces = [], Routes = [.. Podinfo.Routes, Some.Route("other", Some.Service("other"), Some.Exact("/x"))] };

        var manifests = Render(state, Some.Defaults with { AttachTo = AttachTo.Waypoint });

        Assert.Equal(["Gateway ns/ns-waypoint", "WasmPlugin ns/ns-wasmplugin", "Telemetry ns/other-telemetry", "Telemetry ns/podinfo-svc-telemetry"], Keys(manifests));
        Assert.Contains("targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: ns-waypoint}]", Flat(manifests[1].Body));
        Assert.Contains("xds.route_name == 'ns.other.0'", Flat(manifests[1].Body));
        Assert.Contains("xds.route_name == 'ns.podinfo.0'", Flat(manifests[1].Body));
    }

    [Fact]
    public void The_native_engine_needs_no_plugin()
    {
        var settings = Some.Defaults with { Engine = Engine.Native };

        var manifests = Render(Podinfo, settings);

        Assert.Equal(["Namespace /ns", "Gateway ns/ns-waypoint", "Telemetry ns/podinfo-svc-telemetry"], Keys(manifests));
        Assert.Contains("route_name: {value: {'ns.podinfo.0': 'GET /healthz', 'ns.podinfo.1': 'POST /echo'}[xds.route_name]}", Flat(manifests[2].Body));
        Assert.Contains(
            "value: has(xds.route_name) ? (xds.route_name == 'ns.podinfo.0' ? 'GET /healthz' : xds.route_name == 'ns.podinfo.1' ? 'POST /echo' : 'other') : 'other'",
            Flat(Render(Podinfo, settings with { UnmatchedName = "other" })[2].Body));
    }

    [Fact]
    public void A_Gateway_has_objects_of_its_own_beside_those_of_the_waypoint()
    {
        var state = Podinfo with { Routes = [.. Podinfo.Routes, Some.Route("edge", Some.Gateway("gw"), Some.Exact("/x"))] };

        Assert.Equal(
            ["Namespace /ns", "Gateway ns/ns-waypoint", "WasmPlugin ns/gw-wasmplugin", "WasmPlugin ns/podinfo-svc-wasmplugin", "Telemetry ns/gw-telemetry", "Telemetry ns/podinfo-svc-telemetry"],
            Keys(Render(state, Some.Defaults)));
    }

    [Fact]
    public void A_waypoint_of_the_user_is_labelled_but_not_created()
    {
        var state = Podinfo with { Namespaces = [new("ns", new Dictionary<string, string> { ["istio.io/use-waypoint"] = "mine" })] };

        var manifests = Render(state, Some.Defaults);

        Assert.Equal(["Namespace /ns", "WasmPlugin ns/podinfo-svc-wasmplugin", "Telemetry ns/podinfo-svc-telemetry"], Keys(manifests));
        Assert.DoesNotContain("use-waypoint", Flat(manifests[0].Body));
    }

    [Fact]
    public void A_Service_and_a_Gateway_of_one_name_get_objects_of_different_names()
    {
        var state = new MeshSnapshot { Routes = [Some.Route("a", Some.Service("web"), Some.Exact("/x")), Some.Route("b", Some.Gateway("web"), Some.Exact("/x")), Some.Route("c", Some.Gateway("ns"), Some.Exact("/x"))] };

        var keys = Keys(Render(state, Some.Defaults));

        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Labels_that_are_ours_already_are_applied_again_so_that_they_stay()
    {
        var labelled = new NamespaceResource("ns", new Dictionary<string, string> { ["istio.io/dataplane-mode"] = "ambient", ["istio.io/use-waypoint"] = "ns-waypoint" });

        Assert.Contains("istio.io/use-waypoint: ns-waypoint", Flat(Render(new() { Namespaces = [labelled] }, Some.Defaults)[0].Body));
    }

    [Fact]
    public void A_namespace_that_an_earlier_release_enrolled_keeps_the_waypoint_that_its_label_names()
    {
        var ns = new string('n', 62);
        var earlier = Core.Namespaces.GeneratedName.EarlierFor("{owner}-waypoint", ns)!;
        var route = Some.Route("r", Some.Service("s", ns: ns), Some.Exact("/x")) with { Key = new(RouteKind.Http, ns, "r") };
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["istio.io/dataplane-mode"] = "ambient", ["istio.io/use-waypoint"] = earlier };

        var manifests = Render(new() { Namespaces = [new(ns, labels)], Routes = [route] }, Some.Defaults);

        Assert.Contains($"Gateway {ns}/{earlier}", Keys(manifests));
        Assert.DoesNotContain(manifests, manifest => manifest.Kind == "Namespace" && Flat(manifest.Body).Contains("use-waypoint", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_two_Services_whose_objects_would_have_one_name_the_one_with_the_older_route_is_measured()
    {
        // As if the hashes collided.
        var settings = Some.Defaults with { Names = new() { WasmPlugin = "plugin" } };
        var state = new MeshSnapshot { Routes = [Some.Route("young", Some.Service("a"), Some.Exact("/x")).At(2), Some.Route("old", Some.Service("b"), Some.Exact("/x")).At(1)] };

        var plan = RoutePlan.Of(state, settings);

        Assert.Equal(["b"], plan.Targets.Select(static target => target.Target.Key.Name));
        Assert.Equal(["Gateway ns/ns-waypoint", "WasmPlugin ns/plugin", "Telemetry ns/b-telemetry"], Keys(plan.Manifests()));
        Assert.Equal(
            ["ns/young RMW008 spec.parentRefs: the route is not measured at Service ns/a: its objects would have the name plugin, which those of b have; rename the target, or change names.* in the configuration"],
            plan.Messages());
    }
}
