using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Controller;

/// <summary>From routes to the objects that have them measured, and back.</summary>
[Collection<OneInstallation>]
public sealed class GeneratedObjectsTests(InstalledCluster cluster)
{
    private const string Healthz = "{type: Exact, value: /healthz}";

    /// <summary>From the API server's knowledge of the route to the last write.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);

    private ControlPlane ControlPlane => cluster.ControlPlane;

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task The_podinfo_routes_have_waypoint_plugin_and_telemetry_within_two_seconds()
    {
        await Kubectl.OutputAsync($"apply -f {SourceTree.PathOf("src/RouteMetrics.Webhook/Samples/podinfo.yaml")}");
        await ControlPlane.HasAsync("podinfo", Cluster.PodinfoIn("podinfo"));

        Assert.Equal("ambient podinfo-waypoint", await ControlPlane.MeshLabelsAsync("podinfo"));
        Assert.Equal(
            [
                "GET /healthz: xds.route_name == 'podinfo.podinfo.0' && request.method == 'GET' && request.url_path == '/healthz'",
                "POST /echo: xds.route_name == 'podinfo.podinfo.1' && request.method == 'POST' && request.url_path == '/echo'",
            ],
            await ControlPlane.OperationsAsync("podinfo"));
        Assert.Equal("istio-waypoint", (string?)(await ControlPlane.SpecAsync("gateway podinfo-waypoint -n podinfo"))["gatewayClassName"]);
        Assert.Equal(
            "filter_state['wasm.istio_operationId']",
            (string?)(await ControlPlane.SpecAsync("telemetry podinfo-svc-telemetry -n podinfo"))["metrics"]![0]!["overrides"]![0]!["tagOverrides"]!["route_name"]!["value"]);
        await Eventually.SucceedsAsync(() =>
        {
            var requests = ControlPlane.Audit.Read().Where(static e => e is { Namespace: "podinfo", Verb: "create", Status: 201 }).ToList();
            var route = requests.Single(static e => e.Resource == "httproutes").Received;
            Assert.InRange(requests.Single(static e => e.Resource == "telemetries").Received - route, TimeSpan.Zero, Promised);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Another_path_of_a_route_is_one_write_and_its_end_the_end_of_everything()
    {
        await CreateAsync("edited");
        await ControlPlane.SettledAsync();
        var before = ControlPlane.Writes("edited");

        await Kubectl.OutputAsync("apply -f -", Manifest.Route("edited", "{type: Exact, value: /livez}"));
        await Eventually.SucceedsAsync(async () => Assert.Equal(
            ["GET /livez: xds.route_name == 'edited.podinfo.0' && request.method == 'GET' && request.url_path == '/livez'"], await ControlPlane.OperationsAsync("edited")));
        await ControlPlane.SettledAsync();
        Assert.Equal(["patch wasmplugins/podinfo-svc-wasmplugin"], ControlPlane.Writes("edited").Except(before));

        await Kubectl.OutputAsync("delete httproute podinfo -n edited");
        await ControlPlane.HasAsync("edited");
        Assert.Equal("ambient ", await ControlPlane.MeshLabelsAsync("edited"));

        await Kubectl.OutputAsync("create -f -", Manifest.Route("edited", "{type: Exact, value: /back}"));
        await ControlPlane.HasAsync("edited", Cluster.PodinfoIn("edited"));
        await Eventually.SucceedsAsync(async () => Assert.Equal("ambient edited-waypoint", await ControlPlane.MeshLabelsAsync("edited")));
    }

    [Fact]
    public async Task A_route_of_a_ServiceEntry_is_measured_at_it_as_long_as_it_is_there()
    {
        const string Entry = """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: api, namespace: egress}
            spec: {hosts: [api.example.com], ports: [{number: 80, name: http, protocol: HTTP}], resolution: DNS}
            """;
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("egress", "routemetrics.io/enabled: \"true\""));
        await Kubectl.OutputAsync("create -f -", $$$"""
            {{{Entry}}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: api, namespace: egress}
            spec:
              parentRefs: [{group: networking.istio.io, kind: ServiceEntry, name: api}]
              rules: [{matches: [{method: GET, path: {{{Healthz}}}}]}]
            """);
        await ControlPlane.HasAsync("egress", "Gateway egress-waypoint", "WasmPlugin api-wasmplugin", "Telemetry api-telemetry");
        Assert.Equal(
            """[{"group":"networking.istio.io","kind":"ServiceEntry","name":"api"}]""",
            (await ControlPlane.SpecAsync("wasmplugin api-wasmplugin -n egress"))["targetRefs"]!.ToJsonString());

        await Kubectl.OutputAsync("delete serviceentry api -n egress");
        await ControlPlane.HasAsync("egress");

        await Kubectl.OutputAsync("create -f -", Entry);
        await ControlPlane.HasAsync("egress", "Gateway egress-waypoint", "WasmPlugin api-wasmplugin", "Telemetry api-telemetry");
    }

    [Fact]
    public async Task A_namespace_that_opts_out_loses_everything_of_ours_but_its_mode()
    {
        await CreateAsync("leaving");
        await Kubectl.OutputAsync("create -f -", Plugin("leaving", "mine", "app.kubernetes.io/managed-by: route-metrics"));
        await Kubectl.OutputAsync("label namespace leaving routemetrics.io/enabled=false");
        await ControlPlane.HasAsync("leaving", "WasmPlugin mine");
        Assert.Equal("ambient ", await ControlPlane.MeshLabelsAsync("leaving"));

        await Kubectl.OutputAsync("label namespace leaving routemetrics.io/enabled-");
        await ControlPlane.HasAsync("leaving", "Gateway leaving-waypoint", "WasmPlugin mine", "WasmPlugin podinfo-svc-wasmplugin", "Telemetry podinfo-svc-telemetry");
        Assert.Equal("ambient leaving-waypoint", await ControlPlane.MeshLabelsAsync("leaving"));
    }

    [Fact]
    public async Task A_namespace_that_is_deleted_is_left_to_the_API_server_with_its_waypoint_last()
    {
        await CreateAsync("deleted");
        await ControlPlane.SettledAsync();
        var before = ControlPlane.Writes("deleted");
        await Kubectl.OutputAsync("delete namespace deleted --wait=false");
        await ControlPlane.SettledAsync();
        Assert.Equal(before, ControlPlane.Writes("deleted"));
    }

    [Fact]
    public async Task What_somebody_makes_of_our_plugin_is_undone()
    {
        await CreateAsync("repaired");
        var spec = (await ControlPlane.SpecAsync("wasmplugin podinfo-svc-wasmplugin -n repaired")).ToJsonString();
        await Kubectl.OutputAsync("""patch wasmplugin podinfo-svc-wasmplugin -n repaired --type=merge -p {"spec":{"priority":10,"failStrategy":"FAIL_CLOSE","pluginConfig":{"more":true}}}""");
        await Eventually.SucceedsAsync(async () => Assert.Equal(spec, (await ControlPlane.SpecAsync("wasmplugin podinfo-svc-wasmplugin -n repaired")).ToJsonString()));

        await Kubectl.OutputAsync("delete telemetry podinfo-svc-telemetry -n repaired");
        await ControlPlane.HasAsync("repaired", Cluster.PodinfoIn("repaired"));
    }

    [Fact]
    public async Task What_users_add_to_our_waypoint_is_theirs_and_what_they_change_of_ours_is_changed_back()
    {
        await CreateAsync("shared");
        await Kubectl.OutputAsync(
            """patch gateway shared-waypoint -n shared --type=merge -p {"metadata":{"labels":{"team":"a"}},"spec":{"gatewayClassName":"other","infrastructure":{"labels":{"cost":"b"}}}}""");
        await Eventually.SucceedsAsync(async () => Assert.Equal("istio-waypoint", (string?)(await ControlPlane.SpecAsync("gateway shared-waypoint -n shared"))["gatewayClassName"]));
        await ControlPlane.SettledAsync();
        var gateway = await Kubectl.GetAsync("gateway shared-waypoint -n shared");
        Assert.True(
            (string?)gateway["spec"]!["infrastructure"]?["labels"]?["cost"] == "b",
            $"{gateway.ToJsonString()}\n{string.Join('\n', ControlPlane.Writes("shared"))}");
        Assert.Equal("a", (string?)gateway["metadata"]!["labels"]!["team"]);
        Assert.Equal(Cluster.PodinfoIn("shared"), await ControlPlane.ObjectsAsync("shared"));
        Assert.DoesNotContain(ControlPlane.Writes("shared"), static write => write.StartsWith("delete", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("foreign", "")]
    [InlineData("foreign-labelled", "app.kubernetes.io/managed-by: route-metrics")]
    public async Task A_plugin_of_a_user_that_has_the_name_of_ours_is_never_touched_and_spoken_of(string ns, string labels)
    {
        await Kubectl.OutputAsync($"create namespace {ns}");
        await Kubectl.OutputAsync("create -f -", Plugin(ns, "podinfo-svc-wasmplugin", labels));
        var version = await VersionAsync(ns);
        await Kubectl.OutputAsync("create -f -", Manifest.Route(ns, Healthz));

        await Eventually.SucceedsAsync(async () => Assert.Contains(
            $"Warning Held HTTPRoute/podinfo: RMW014 spec.parentRefs[0]: is not measured: WasmPlugin {ns}/podinfo-svc-wasmplugin is not ours, and has the name of the WasmPlugin that would be; compare and hand over with route-metrics adopt -n {ns}, or leave it to WasmPlugin podinfo-svc-wasmplugin; see docs/policy/RMW014.md",
            await ControlPlane.EventsAsync(ns)));
        // Nothing by halves: no Telemetry without our plugin, and no waypoint for neither.
        await ControlPlane.HasAsync(ns, "WasmPlugin podinfo-svc-wasmplugin");
        await Kubectl.OutputAsync($"delete httproute podinfo -n {ns}");
        await ControlPlane.HasAsync(ns, "WasmPlugin podinfo-svc-wasmplugin");
        Assert.Equal(version, await VersionAsync(ns));
    }

    [Fact]
    public async Task In_audit_mode_nothing_at_all_is_written_and_what_would_be_is_logged()
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("watched", "routemetrics.io/mode: audit"));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("watched", "{type: RegularExpression, value: '/('}"));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("watched", Healthz).Replace("name: podinfo,", "name: other,", StringComparison.Ordinal));
        await ControlPlane.SettledAsync();

        Assert.DoesNotContain(ControlPlane.Audit.Of(Installation.Namespace, Installation.Name), static e => e is { IsWrite: true, Namespace: "watched" });
        Assert.Equal(
            "label Namespace watched istio.io/dataplane-mode=ambient, istio.io/use-waypoint=watched-waypoint; create Gateway watched/watched-waypoint; "
            + "create WasmPlugin watched/podinfo-svc-wasmplugin; create Telemetry watched/podinfo-svc-telemetry",
            (string?)cluster.Pod.Logged("WouldWrite").Last(static line => (string?)line["key"] == "watched")["would"]);
    }

    [Fact]
    public async Task A_route_is_told_what_keeps_it_from_being_measured_once()
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("told", "routemetrics.io/mode: warn"));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("told", "{type: RegularExpression, value: '/('}"));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("told", Healthz)
            .Replace("name: podinfo,", "name: lost,", StringComparison.Ordinal).Replace("{group: \"\", kind: Service, name: podinfo-svc}", "{name: nowhere}", StringComparison.Ordinal));
        string[] expected =
        [
            "Normal Applied Namespace/told: labelled Namespace told istio.io/dataplane-mode=ambient, istio.io/use-waypoint=told-waypoint",
            "Warning NotMeasured HTTPRoute/lost: RMW008 spec.parentRefs[0]: the route is not measured there: Gateway told/nowhere does not exist; create it, or correct its name; see docs/policy/RMW008.md",
            "Warning PolicyViolation HTTPRoute/podinfo: RMW001 spec.rules[0].matches[0].path.value: \"/(\": is not valid RE2 at character 2: missing closing ) of (, so Envoy rejects the whole route configuration; correct the expression; see docs/policy/RMW001.md",
        ];
        await Eventually.SucceedsAsync(async () => Assert.Equal(expected, await ControlPlane.EventsAsync("told")));

        // Looked at once more, for another reason.
        await Kubectl.OutputAsync("create service clusterip more -n told --tcp=80");
        await ControlPlane.SettledAsync();
        Assert.Equal(expected, await ControlPlane.EventsAsync("told"));
        Assert.All((await Kubectl.GetAsync("events -n told"))["items"]!.AsArray(), static item => Assert.Equal(1, (int)item!["count"]!));
    }

    [Fact]
    public async Task A_label_that_the_user_gave_stays_and_names_the_waypoint_that_is_measured()
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("own-waypoint", "istio.io/use-waypoint: mine"));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("own-waypoint", Healthz));
        await ControlPlane.HasAsync("own-waypoint", "WasmPlugin podinfo-svc-wasmplugin", "Telemetry podinfo-svc-telemetry");
        Assert.Equal("ambient mine", await ControlPlane.MeshLabelsAsync("own-waypoint"));
        Assert.Equal("podinfo-svc", (string?)(await ControlPlane.SpecAsync("telemetry podinfo-svc-telemetry -n own-waypoint"))["targetRefs"]![0]!["name"]);
    }

    [Fact]
    public async Task A_Gateway_measures_the_routes_of_the_namespaces_that_its_listener_selects()
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("edge", "istio-injection: enabled"));
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("tenant", "team: a"));
        await Kubectl.OutputAsync("create -f -", """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: web, namespace: edge}
            spec:
              gatewayClassName: istio
              listeners:
                - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: a}}}}}
            """);
        await Kubectl.OutputAsync("create -f -", Manifest.Route("tenant", Healthz)
            .Replace("{group: \"\", kind: Service, name: podinfo-svc}", "{name: web, namespace: edge}", StringComparison.Ordinal));
        await ControlPlane.HasAsync("edge", "Gateway web", "WasmPlugin web-wasmplugin", "Telemetry web-telemetry");
        Assert.Equal(["GET /healthz: xds.route_name == 'tenant.podinfo.0' && request.method == 'GET' && request.url_path == '/healthz'"], await ControlPlane.OperationsAsync("edge", "web-wasmplugin"));
        Assert.Empty(await ControlPlane.ObjectsAsync("tenant"));

        await Kubectl.OutputAsync("label --overwrite namespace tenant team=b");
        await ControlPlane.HasAsync("edge", "Gateway web");
        await Kubectl.OutputAsync("label --overwrite namespace tenant team=a");
        await ControlPlane.HasAsync("edge", "Gateway web", "WasmPlugin web-wasmplugin", "Telemetry web-telemetry");
        await Kubectl.OutputAsync("delete gateway web -n edge");
        await ControlPlane.HasAsync("edge");
    }

    [Fact]
    public async Task Our_ServiceAccount_asks_for_nothing_that_it_may_not_have()
    {
        await ControlPlane.SettledAsync();
        Assert.DoesNotContain(ControlPlane.Audit.Of(Installation.Namespace, Installation.Name), static e => e.Status == 403);
    }

    private async Task CreateAsync(string ns)
    {
        await Kubectl.OutputAsync($"create namespace {ns}");
        await Kubectl.OutputAsync("create -f -", Manifest.Route(ns, Healthz));
        await ControlPlane.HasAsync(ns, Cluster.PodinfoIn(ns));
    }

    private async Task<string?> VersionAsync(string ns) =>
        (string?)(await Kubectl.GetAsync($"wasmplugin podinfo-svc-wasmplugin -n {ns}"))["metadata"]!["resourceVersion"];

    private static string Plugin(string ns, string name, string labels = "") => $$"""
        apiVersion: extensions.istio.io/v1alpha1
        kind: WasmPlugin
        metadata:
          name: {{name}}
          namespace: {{ns}}
          labels: {{{labels}}}
        spec: {url: "oci://example.com/mine:1"}
        """;
}
