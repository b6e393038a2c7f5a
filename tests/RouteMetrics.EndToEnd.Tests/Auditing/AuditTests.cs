using System.Text.Json.Nodes;
using RouteMetrics.EndToEnd.Tests.Controller;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Auditing;

/// <summary>What was in the cluster before the program, as the leader and the command line tell it. The leader audits each second.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private const string WhyNotRe2 =
        """spec.rules[0].matches[0].path.value: "/items/(?!new)": is not valid RE2 at character 8: lookahead (?! is not supported by RE2, so Envoy rejects the whole route configuration; correct the expression; see docs/policy/RMW001.md""";

    private ControlPlane cluster = null!;
    private Installation installation = null!;
    private Pod pod = null!;

    private Kubectl Kubectl => cluster.Kubectl;

    public async ValueTask InitializeAsync()
    {
        cluster = await ControlPlane.StartAsync();
        await Kubectl.OutputAsync("apply -f -", Manifest.Namespace("shop", "routemetrics.io/mode: audit, routemetrics.io/enabled: \"true\""));
        await Kubectl.OutputAsync("apply -f -", Manifest.Namespace("hand", "routemetrics.io/enabled: \"true\""));
        await Kubectl.OutputAsync("apply -f -", Manifest.Namespace("fine", "routemetrics.io/enabled: \"true\""));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("shop", "{type: RegularExpression, value: '/items/(?!new)'}"));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("fine", "{type: Exact, value: /healthz}"));
        await Kubectl.OutputAsync("create -f -", Plugin);
        await Kubectl.OutputAsync("create -f -", Manifest.TrafficExtension("fine", "request.method == 'GET'").Replace("FAIL_OPEN", "FAIL_CLOSE", StringComparison.Ordinal));
        installation = await Installation.ApplyAsync(cluster);
        await DevCertificates.InstallAsync(cluster);
        pod = await installation.StartPodAsync(null, "--audit-interval", "1s");
        await installation.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (installation?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Findings_are_Events_until_there_is_a_kind_for_reports_and_then_reports_as_long_as_there_are_findings()
    {
        await Eventually.SucceedsAsync(async () => Assert.Equal(
            ["Warning PolicyWarning WasmPlugin/by-hand: RMW115 spec.failStrategy: \"FAIL_CLOSE\": closes: where the module cannot be downloaded, each request is answered 403, for the sake of a label; write FAIL_OPEN; see docs/policy/RMW115.md"],
            (await cluster.EventsAsync("hand")).Where(static text => text.Contains("WasmPlugin/by-hand", StringComparison.Ordinal))));
        Assert.DoesNotContain(await cluster.EventsAsync("shop"), static text => text.Contains("HTTPRoute", StringComparison.Ordinal));

        await InstallAsync("policyreports");
        await Eventually.SucceedsAsync(async () => Assert.Equal(["fine 0 1", "hand 0 1", "shop 1 0"], await ReportsAsync("policyreports")));
        await InstallAsync("reports");
        await Eventually.SucceedsAsync(async () => Assert.Equal(["fine 0 1", "hand 0 1", "shop 1 0"], await ReportsAsync("reports")));
        await Eventually.SucceedsAsync(async () => Assert.Empty(await ReportsAsync("policyreports")));
        await The_report_says_what_is_wrong_with_which_object();
        await Nothing_is_written_while_nothing_changes();

        await Kubectl.OutputAsync("delete httproute podinfo -n shop");
        await Eventually.SucceedsAsync(async () => Assert.Equal(["fine 0 1", "hand 0 1"], await ReportsAsync("reports")));
        await A_report_of_somebody_else_by_our_name_is_left_alone();
        Assert.Empty(pod.Logged("AuditFailed"));
    }

    [Fact]
    public async Task The_command_line_tells_the_same_as_lint_does_of_what_is_there()
    {
        var audited = await RunAsync("audit", "-o", "json");
        var exported = await Kubectl.OutputAsync("get namespaces,services,gateways,httproutes,wasmplugins,trafficextensions,telemetries -A -o yaml");
        var linted = await ChildProcess.RunAsync(SourceTree.Program, ["lint", "-f", "-", "-o", "json"], exported);

        Assert.Equal((1, $"configuration: {Installed}\n"), (audited.Exit, audited.Error));
        var answer = JsonNode.Parse(audited.Out)!;
        Assert.Equal(Installed, (string?)answer["configuration"]);
        Assert.Equal(
            ["deny RMW001 HTTPRoute shop/podinfo", "warn RMW115 TrafficExtension fine/by-hand", "warn RMW115 WasmPlugin hand/by-hand"],
            answer["findings"]!.AsArray().Select(static f => $"{f!["severity"]} {f["code"]} {f["object"]!["kind"]} {f["object"]!["namespace"]}/{f["object"]!["name"]}").Order(StringComparer.Ordinal));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(linted.Out), answer["findings"]));

        var counted = await RunAsync("audit", "--summary", "-o", "json");
        Assert.Equal(1, counted.Exit);
        Assert.Equal(
            ["deny RMW001 shop 1", "warn RMW115 fine 1", "warn RMW115 hand 1"],
            JsonNode.Parse(counted.Out)!["summary"]!.AsArray().Select(static f => $"{f!["severity"]} {f["code"]} {f["namespace"]} {f["findings"]}"));

        var one = await RunAsync("audit", "-n", "hand");
        Assert.Equal(0, one.Exit);
        Assert.Equal(
            """
            NAMESPACE   MODE      OBJECTS   DENY   WARN   SERIES
            hand        enforce   1         0      1      0 of 1000000

            SEVERITY   CODE     OBJECT                    FINDING
            warn       RMW115   WasmPlugin hand/by-hand   spec.failStrategy: "FAIL_CLOSE": closes: where the module cannot be downloaded, each request is answered 403, for the sake of a label; write FAIL_OPEN; see docs/policy/RMW115.md

            In mode enforce 0 of 1 objects would be denied.

            """,
            one.Out);
        Assert.Equal(1, (await RunAsync("audit", "-n", "hand", "--fail-on", "warn")).Exit);
        Assert.Equal(
            new(2, "", $"configuration: {Installed}\nerror: --namespace nowhere: there is no such namespace\n"), await RunAsync("audit", "-n", "nowhere"));
    }

    [Fact]
    public async Task The_command_line_judges_with_what_is_installed_and_says_so()
    {
        await ConfigureAsync("{RMW001: warn}");
        var audited = await RunAsync("audit", "-o", "json");
        Assert.Equal((0, $"configuration: {Installed}\n"), (audited.Exit, audited.Error));
        Assert.Contains(JsonNode.Parse(audited.Out)!["findings"]!.AsArray(), static f => (string?)f!["code"] == "RMW001" && (string?)f["severity"] == "warn");

        // The same file is judged among what is there, and with the same configuration.
        var again = Manifest.Route("fine", "{type: RegularExpression, value: '/(?!a)'}").Replace("name: podinfo,", "name: second,", StringComparison.Ordinal)
            + "\n---\n" + Manifest.Route("fine", "{type: Exact, value: /healthz}").Replace("name: podinfo,", "name: third,", StringComparison.Ordinal);
        var linted = await ChildProcess.RunAsync(
            SourceTree.Program, ["lint", "-f", "-", "--cluster", "--kubeconfig", Kubectl.Kubeconfig, "-o", "json"], again);
        Assert.Equal((0, $"configuration: {Installed}\n"), (linted.Exit, linted.Error));
        Assert.Equal(
            ["warn RMW001 fine/second", "warn RMW003 fine/third"],
            JsonNode.Parse(linted.Out)!["findings"]!.AsArray().Select(static f => $"{f!["severity"]} {f["code"]} {f["object"]!["namespace"]}/{f["object"]!["name"]}"));

        var elsewhere = await RunAsync("audit", "--installation-namespace", "nowhere");
        Assert.Equal((1, "configuration: defaults, since there is no ConfigMap nowhere/route-metrics\n"), (elsewhere.Exit, elsewhere.Error));

        await ConfigureAsync("{RMW001: perhaps}");
        var faulty = await RunAsync("audit");
        Assert.Equal((2, ""), (faulty.Exit, faulty.Out));
        Assert.StartsWith("error: ConfigMap route-metrics/route-metrics, route-metrics.yaml:", faulty.Error, StringComparison.Ordinal);

        using var folder = new TestFolder();
        var own = folder.Write("own.yaml", "apiVersion: routemetrics.io/v1alpha1\nkind: RouteMetricsConfig\n");
        Assert.Equal((1, $"configuration: {own}\n"), await ExitAndErrorAsync("audit", "--config", own));
    }

    [Fact]
    public async Task Without_the_right_to_read_the_configuration_the_defaults_judge()
    {
        const string Reader = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: auditor}
            rules:
              - {apiGroups: ["", gateway.networking.k8s.io, networking.istio.io, extensions.istio.io, telemetry.istio.io], resources: [namespaces, services, serviceentries, gateways, listenersets, httproutes, grpcroutes, wasmplugins, trafficextensions, telemetries], verbs: [list]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: auditor}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: auditor}
            subjects: [{kind: ServiceAccount, name: auditor, namespace: fine}]
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: auditor, namespace: fine}
            """;
        await Kubectl.OutputAsync("apply -f -", Reader);
        using var folder = new TestFolder();
        var kubeconfig = await ServiceAccount.KubeconfigAsync(cluster, "fine", "auditor", cluster.Server, folder.Path);

        var audited = await ChildProcess.RunAsync(SourceTree.Program, ["audit", "--kubeconfig", kubeconfig]);

        Assert.True(audited.Exit == 1, audited.Error);
        Assert.StartsWith($"configuration: defaults, since {Installed} may not be read: ", audited.Error, StringComparison.Ordinal);
    }

    private const string Installed = "ConfigMap route-metrics/route-metrics";

    private async Task<(int Exit, string Error)> ExitAndErrorAsync(params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        return (ended.Exit, ended.Error);
    }

    private async Task ConfigureAsync(string policy)
    {
        var text = $"apiVersion: routemetrics.io/v1alpha1\nkind: RouteMetricsConfig\nspec: {{policy: {policy}}}\n";
        _ = (await cluster.Api.PatchAsync(
            "/api/v1/namespaces/route-metrics/configmaps/route-metrics",
            new JsonObject { ["data"] = new JsonObject { ["route-metrics.yaml"] = text } })).Object;
    }

    private const string Plugin = """
        apiVersion: extensions.istio.io/v1alpha1
        kind: WasmPlugin
        metadata: {name: by-hand, namespace: hand}
        spec:
          targetRefs: [{group: "", kind: Service, name: podinfo-svc}]
          url: https://modules.example.com/attributegen.wasm
          sha256: 3c807c3f48af481e4dda7d9fe54364d921bb7e88122765f67f6c9b9cb28a52a6
          failStrategy: FAIL_CLOSE
          phase: AUTHN
          imagePullPolicy: IfNotPresent
          pluginConfig: {attributes: [{output_attribute: istio_operationId, phase: ON_REQUEST, match: [{value: x, condition: "request.url_path == '/x'"}]}]}
        """;

    private async Task The_report_says_what_is_wrong_with_which_object()
    {
        var report = await Kubectl.GetAsync("reports.openreports.io route-metrics -n shop");
        var result = Assert.Single(report["results"]!.AsArray())!;
        var route = await Kubectl.GetAsync("httproute podinfo -n shop");
        Assert.Equal(("RMW001", "fail", "high", WhyNotRe2), ((string?)result["policy"], (string?)result["result"], (string?)result["severity"], (string?)result["message"]));
        Assert.Equal((string?)route["metadata"]!["uid"], (string?)Assert.Single(result["resources"]!.AsArray())!["uid"]);
        Assert.Equal("route-metrics", (string?)report["source"]);
    }

    private async Task Nothing_is_written_while_nothing_changes()
    {
        var before = (Writes: Writes(), Audits: pod.Logged("Audited").Count);
        await Eventually.SucceedsAsync(() =>
        {
            Assert.True(pod.Logged("Audited").Count > before.Audits + 2);
            return Task.CompletedTask;
        });
        Assert.Equal(before.Writes, Writes());
    }

    private async Task A_report_of_somebody_else_by_our_name_is_left_alone()
    {
        const string Theirs = """
            apiVersion: openreports.io/v1alpha1
            kind: Report
            metadata: {name: route-metrics, namespace: theirs}
            summary: {pass: 7, fail: 0, warn: 0, error: 0, skip: 0}
            """;
        await Kubectl.OutputAsync("create namespace theirs");
        await Kubectl.OutputAsync("create -f -", Theirs);
        var version = (string?)(await Kubectl.GetAsync("reports.openreports.io route-metrics -n theirs"))["metadata"]!["resourceVersion"];
        await Kubectl.OutputAsync("create -f -", Plugin.Replace("namespace: hand", "namespace: theirs", StringComparison.Ordinal));

        await Eventually.SucceedsAsync(() =>
        {
            Assert.Contains(pod.Logged("ReportFailed"), static line => (string?)line["key"] == "theirs");
            return Task.CompletedTask;
        });
        Assert.Equal(version, (string?)(await Kubectl.GetAsync("reports.openreports.io route-metrics -n theirs"))["metadata"]!["resourceVersion"]);
    }

    private int Writes() => cluster.OurWrites().Count(static e => e.Resource is "reports" or "policyreports");

    private async Task InstallAsync(string kind) =>
        await Kubectl.OutputAsync($"create -f {SourceTree.PathOf($"tests/RouteMetrics.EndToEnd.Tests/Crds/{kind}.yaml")}");

    // "namespace fail warn" of each of ours.
    private async Task<string[]> ReportsAsync(string plural)
    {
        var found = await Kubectl.GetAsync($"{plural} -A -l app.kubernetes.io/managed-by=route-metrics");
        return [.. found["items"]!.AsArray().Select(static item => $"{item!["metadata"]!["namespace"]} {item["summary"]!["fail"]} {item["summary"]!["warn"]}")];
    }

    private Task<Ended> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync(SourceTree.Program, [.. arguments, "--kubeconfig", Kubectl.Kubeconfig]);
}
