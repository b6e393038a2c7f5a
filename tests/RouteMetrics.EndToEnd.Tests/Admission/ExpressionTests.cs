namespace RouteMetrics.EndToEnd.Tests.Admission;

[Collection<OneInstallation>]
public sealed class ExpressionTests(InstalledCluster cluster)
{
    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task A_good_WasmPlugin_and_a_good_Telemetry_are_created_and_nothing_is_said()
    {
        await Kubectl.OutputAsync("create namespace expressions");
        Assert.Equal(
            new(0, "wasmplugin.extensions.istio.io/by-hand created\n", ""),
            await Kubectl.RunAsync("create -f -", Manifest.WasmPlugin("expressions", "request.method == 'GET'")));
        Assert.Equal(
            new(0, "telemetry.telemetry.istio.io/by-hand created\n", ""),
            await Kubectl.RunAsync("create -f -", Manifest.Telemetry("expressions", "filter_state['wasm.by_hand']")));
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v1alpha1")]
    public async Task A_Telemetry_that_would_take_down_its_waypoint_is_denied_in_each_version(string version)
    {
        await Kubectl.OutputAsync($"create namespace telemetry-{version}");
        var written = Manifest.Telemetry($"telemetry-{version}", "request.path.split('/')").Replace("io/v1", $"io/{version}", StringComparison.Ordinal);
        var denied = await Kubectl.RunAsync("create -f -", written);
        Assert.Equal((1, ""), (denied.Exit, denied.Out));
        Assert.EndsWith(
            """
            admission webhook "expressions.validate.routemetrics.io" denied the request: RMW102 spec.metrics[0].overrides[0].tagOverrides.operation.value: "request.path.split('/')": Envoy's CEL has no x.split() with one argument; Envoy then refuses the whole listener: no Service behind the proxy gets new configuration, and new proxies never become ready; test with matches(), startsWith() or endsWith(); see docs/policy/RMW102.md

            """,
            denied.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_TrafficExtension_is_judged_like_the_WasmPlugin_that_it_supersedes()
    {
        await Kubectl.OutputAsync("create namespace extensions");
        Assert.Equal(
            new(0, "trafficextension.extensions.istio.io/by-hand created\n", ""),
            await Kubectl.RunAsync("create -f -", Manifest.TrafficExtension("extensions", "request.method == 'GET'")));
        var denied = await Kubectl.RunAsync("replace -f -", Manifest.TrafficExtension("extensions", "nope("));
        Assert.Equal(1, denied.Exit);
        Assert.Contains(
            "denied the request: RMW101 spec.wasm.pluginConfig.attributes[0].match[0].condition: \"nope(\"", denied.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sixty_levels_of_nesting_are_no_way_around_the_policy()
    {
        await Kubectl.OutputAsync("create namespace nested");
        var deep = $"{string.Concat(Enumerable.Repeat("{a: ", 500))}1{new string('}', 500)}";
        var plugin = Manifest.WasmPlugin("nested", "nope(").Replace("pluginConfig:", $"pluginConfig:\n    deep: {deep}", StringComparison.Ordinal);
        var denied = await Kubectl.RunAsync("create -f -", plugin);
        Assert.Equal(1, denied.Exit);
        Assert.Contains("denied the request: RMW101", denied.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_WasmPlugin_that_was_bad_before_can_still_be_labelled_and_not_made_worse()
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("bad-before", "routemetrics.io/enabled: \"false\""));
        await Kubectl.OutputAsync("create -f -", Manifest.WasmPlugin("bad-before", "nope("));
        await Kubectl.OutputAsync("label namespace bad-before routemetrics.io/enabled-");
        await Eventually.SucceedsAsync(async () =>
        {
            var changed = await Kubectl.RunAsync("replace --dry-run=server -f -", Manifest.WasmPlugin("bad-before", "nope(("));
            Assert.Equal(1, changed.Exit);
            Assert.Contains("denied the request: RMW101", changed.Error, StringComparison.Ordinal);
        });
        var labelled = await Kubectl.RunAsync("label wasmplugin by-hand -n bad-before team=a");
        Assert.Equal("wasmplugin.extensions.istio.io/by-hand labeled\n", labelled.Out);

        // Where matchConditions are, nobody is asked about it.
        Assert.Equal(cluster.ControlPlane.Minor < 30, labelled.Error.Contains("RMW101", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_controller_itself_writes_has_no_finding_where_it_is_asked_about()
    {
        await Kubectl.OutputAsync("create namespace own-writes");
        await Kubectl.OutputAsync("create -f -", Manifest.Service("own-writes"));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("own-writes", "{type: RegularExpression, value: \"/it's/[a-z]+\"}"));
        var written = await Eventually.SucceedsAsync(() => Task.FromResult(cluster.ControlPlane.Audit.Read()
            .Where(static e => e is { IsWrite: true, IsSuccess: true, Namespace: "own-writes", Resource: "wasmplugins" or "telemetries" })
            .OrderBy(static e => e.Resource, StringComparer.Ordinal).Select(static e => (e.Resource, e.Annotations)).ToList() is { Count: 2 } both
                ? both : throw new InvalidOperationException("not written yet")));
        Assert.Equal(["telemetries", "wasmplugins"], written.Select(static e => e.Resource));
        var decision = cluster.ControlPlane.Minor < 30 ? "allowed" : null;
        Assert.All(written, e => Assert.Equal(decision, (string?)e.Annotations["expressions.validate.routemetrics.io/routemetrics-decision"]));
    }
}
