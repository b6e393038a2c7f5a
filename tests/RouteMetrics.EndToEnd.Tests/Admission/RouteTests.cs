using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Admission;

[Collection<OneInstallation>]
public sealed class RouteTests(InstalledCluster cluster)
{
    private const string Operations = "routemetrics.io/operations";
    private const string Healthz = "{type: Exact, value: /healthz}";
    private const string NotRe2 = "{type: RegularExpression, value: '/items/(?!new)'}";
    private const string WhyNotRe2 =
        """RMW001 spec.rules[0].matches[0].path.value: "/items/(?!new)": is not valid RE2 at character 8: lookahead (?! is not supported by RE2, so Envoy rejects the whole route configuration; correct the expression; see docs/policy/RMW001.md""";

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task A_route_gets_the_annotation_with_its_operations(string version)
    {
        await Kubectl.OutputAsync($"create namespace route-{version}");
        await Kubectl.OutputAsync("apply -f -", Manifest.Route($"route-{version}", Healthz, version));
        Assert.Equal(
            $$"""[{"value":"GET /healthz","condition":"xds.route_name == 'route-{{version}}.podinfo.0' && request.method == 'GET' && request.url_path == '/healthz'"}]""",
            await OperationsAsync($"route-{version}"));
    }

    [Fact]
    public async Task The_same_route_applied_again_changes_nothing_and_another_path_changes_the_annotation()
    {
        await Kubectl.OutputAsync("create namespace again");
        await Kubectl.OutputAsync("apply -f -", Manifest.Route("again", Healthz));
        var version = (string?)(await Kubectl.GetAsync("httproute podinfo -n again"))["metadata"]!["resourceVersion"];
        await Kubectl.OutputAsync("apply -f -", Manifest.Route("again", Healthz));
        Assert.Equal(version, (string?)(await Kubectl.GetAsync("httproute podinfo -n again"))["metadata"]!["resourceVersion"]);
        await Kubectl.OutputAsync("apply -f -", Manifest.Route("again", "{type: Exact, value: /readyz}"));
        Assert.Contains("/readyz", await OperationsAsync("again"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("denied", "")]
    [InlineData("denied-dry", " --dry-run=server")]
    public async Task A_denied_route_shows_where_and_why_and_how_to_mend_it(string name, string dryRun)
    {
        await Kubectl.OutputAsync($"create namespace {name}");
        var denied = await Kubectl.RunAsync($"create -f -{dryRun}", Manifest.Route(name, NotRe2));
        Assert.Equal((1, ""), (denied.Exit, denied.Out));
        Assert.EndsWith($"admission webhook \"httproutes.validate.routemetrics.io\" denied the request: {WhyNotRe2}\n", denied.Error, StringComparison.Ordinal);
        Assert.Equal("", await Kubectl.OutputAsync($"get httproutes -n {name} -o name"));
    }

    [Fact]
    public async Task A_route_is_judged_among_the_others_of_its_target()
    {
        await Kubectl.OutputAsync("create namespace among");
        var first = Manifest.Route("among", Healthz)
            .Replace("namespace: among}", "namespace: among, annotations: {routemetrics.io/operation-names: '0: health'}}", StringComparison.Ordinal);
        await Kubectl.OutputAsync("create -f -", first);
        var second = first.Replace("name: podinfo,", "name: second,", StringComparison.Ordinal);
        await Eventually.SucceedsAsync(async () =>
        {
            var told = await Kubectl.RunAsync("create --dry-run=server -f -", second);
            Assert.Equal((0, "httproute.gateway.networking.k8s.io/second created (server dry run)\n"), (told.Exit, told.Out));
            Assert.StartsWith(
                "Warning: RMW003 spec.rules[0].matches[0]: is never reached: spec.rules[0].matches[0] of among/podinfo matches the same requests and goes first; remove one of them; see docs/policy/RMW003.md\n",
                told.Error, StringComparison.Ordinal);
        });

        var sameName = second.Replace("/healthz", "/other", StringComparison.Ordinal);
        var warned = await Kubectl.RunAsync("create -f -", sameName);
        Assert.Equal(0, warned.Exit);
        Assert.Contains("Warning: RMW004 ", warned.Error, StringComparison.Ordinal);
        Assert.Contains("of among/podinfo", warned.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_warn_mode_a_bad_route_is_admitted_and_kubectl_shows_the_warning()
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("warned", "routemetrics.io/mode: warn"));
        var warned = await Kubectl.RunAsync("create -f -", Manifest.Route("warned", NotRe2));
        Assert.Equal(new(0, "httproute.gateway.networking.k8s.io/podinfo created\n", $"Warning: {WhyNotRe2}\n"), warned);
    }

    [Fact]
    public async Task In_audit_mode_nothing_is_refused_changed_or_said_and_the_record_is_there()
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("audited", "routemetrics.io/mode: audit"));
        var created = await Kubectl.RunAsync("create -f -", Manifest.Route("audited", NotRe2));
        Assert.Equal(new(0, "httproute.gateway.networking.k8s.io/podinfo created\n", ""), created);
        Assert.Equal("", await OperationsAsync("audited"));

        var recorded = await Eventually.SucceedsAsync(() => Task.FromResult(
            cluster.ControlPlane.Audit.Read().Single(e => e is { Verb: "create", Resource: "httproutes", Namespace: "audited" })));
        Assert.Equal(
            [
                ("httproutes-audit.mutate.routemetrics.io/routemetrics-decision", "unchanged"),
                ("httproutes-audit.mutate.routemetrics.io/routemetrics-mode", "audit"),
                ("httproutes-audit.validate.routemetrics.io/routemetrics-decision", "allowed: would be denied in mode enforce"),
                ("httproutes-audit.validate.routemetrics.io/routemetrics-findings", WhyNotRe2),
                ("httproutes-audit.validate.routemetrics.io/routemetrics-mode", "audit"),
            ],
            recorded.Annotations.Where(static a => a.Key.StartsWith("httproutes", StringComparison.Ordinal)).Select(static a => (a.Key, (string)a.Value!)));
        Assert.Equal(
            [("MutateHttpRoutes", "unchanged", ""), ("ValidateHttpRoutes", "allowed: would be denied in mode enforce", "RMW001")],
            cluster.Pod.Logged("ReviewDecided").Where(static line => (string?)line["key"] == "audited/podinfo")
                .Select(static line => ((string)line["path"]!, (string)line["decision"]!, (string)line["codes"]!)));
    }

    [Fact]
    public async Task A_route_of_a_namespace_that_is_opted_out_is_nobodys_business()
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("exempt", "routemetrics.io/enabled: \"false\""));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("exempt", NotRe2));
        Assert.Equal("", await OperationsAsync("exempt"));
        Assert.DoesNotContain(cluster.Pod.Logged("ReviewDecided"), line => (string?)line["key"] == "exempt/podinfo");
    }

    [Fact]
    public async Task A_dry_run_shows_the_annotation_and_keeps_nothing()
    {
        await Kubectl.OutputAsync("create namespace dry-route");
        var shown = JsonNode.Parse(await Kubectl.OutputAsync("create --dry-run=server -o json -f -", Manifest.Route("dry-route", Healthz)))!;
        Assert.NotNull(shown["metadata"]!["annotations"]![Operations]);
        Assert.Equal("", await Kubectl.OutputAsync("get httproutes -n dry-route -o name"));
    }

    private async Task<string> OperationsAsync(string @namespace) =>
        (string?)(await Kubectl.GetAsync($"httproute podinfo -n {@namespace}"))["metadata"]!["annotations"]?[Operations] ?? "";
}
