namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>What <c>lint</c> says of kinds and fields that do not exist, and of input that it does not judge.</summary>
public sealed class LintDocumentsTests
{
    private const string Head = "apiVersion: gateway.networking.k8s.io/v1\n";

    private const string Good = Head + "kind: HTTPRoute\nmetadata: {name: r, namespace: shop}\nspec: {parentRefs: [{group: '', kind: Service, name: s}], rules: [{matches: [{path: {value: /x}}]}]}\n";

    private static Task<CommandRun> LintAsync(string input, params string[] more) => CommandRun.WithInputAsync(input, ["lint", "-f", "-", .. more]);

    [Theory]
    [InlineData("kind: HTTPRute", "gateway.networking.k8s.io/v1", 2, "HTTPRute shop/r kind: \"HTTPRute\": does not exist: the API server refuses the object, and nothing of it is judged; did you mean HTTPRoute?")]
    [InlineData("kind: httproute", "gateway.networking.k8s.io/v1", 2, "httproute shop/r kind: \"httproute\": does not exist: the API server refuses the object, and nothing of it is judged; did you mean HTTPRoute?")]
    [InlineData("kind: Telemtry", "telemetry.istio.io/v1", 2, "Telemtry shop/r kind: \"Telemtry\": does not exist: the API server refuses the object, and nothing of it is judged; did you mean Telemetry?")]
    [InlineData("kind: WasmPlugins", "extensions.istio.io/v1alpha1", 2, "WasmPlugins shop/r kind: \"WasmPlugins\": does not exist: the API server refuses the object, and nothing of it is judged; did you mean WasmPlugin?")]
    [InlineData("kind: HTTPRoute", "gateway.networking.k8s.oi/v1", 1, "HTTPRoute shop/r apiVersion: \"gateway.networking.k8s.oi/v1\": does not exist: the API server refuses the object, and nothing of it is judged; did you mean gateway.networking.k8s.io/v1?")]
    [InlineData("kind: HTTPRoute", "v1", 1, "HTTPRoute shop/r apiVersion: \"v1\": does not exist: the API server refuses the object, and nothing of it is judged; did you mean gateway.networking.k8s.io/v1?")]
    [InlineData("kind: GRPCRoute", "networking.istio.io/v1", 1, "GRPCRoute shop/r apiVersion: \"networking.istio.io/v1\": does not exist: the API server refuses the object, and nothing of it is judged; did you mean gateway.networking.k8s.io/v1?")]
    [InlineData("kind: Telemetry", "extensions.istio.io/v1alpha1", 1, "Telemetry shop/r apiVersion: \"extensions.istio.io/v1alpha1\": does not exist: the API server refuses the object, and nothing of it is judged; did you mean telemetry.istio.io/v1?")]
    public async Task A_kind_that_nearly_exists_is_a_finding(string kind, string apiVersion, int line, string finding)
    {
        var run = await LintAsync($"apiVersion: {apiVersion}\n{kind}\nmetadata: {{name: r, namespace: shop}}\nspec: {{}}\n");

        Assert.Equal((1, ""), (run.Exit, run.Error));
        Assert.Equal($"stdin:{line}: deny RMW015 {finding}; see docs/policy/RMW015.md", run.Out.Split('\n')[0]);
    }

    [Theory]
    [InlineData("rules: [{matchs: [{path: {value: /x}}]}]", "spec.rules[0].matchs", "matches")]
    [InlineData("rules: [{matches: [{pth: {value: /x}}]}]", "spec.rules[0].matches[0].pth", "path")]
    [InlineData("rules: [{matches: [{path: {value: /x}, header: [{name: a, value: b}]}]}]", "spec.rules[0].matches[0].header", "headers")]
    [InlineData("rules: [{matches: [{queryParam: [{name: a, value: b}]}]}]", "spec.rules[0].matches[0].queryParam", "queryParams")]
    [InlineData("hostname: [a.example]", "spec.hostname", "hostnames")]
    [InlineData("rules: [{backendRef: [{name: a, port: 80}]}]", "spec.rules[0].backendRef", "backendRefs")]
    [InlineData("rules: [{filters: [{type: RequestHeaderModifier, requestHeaderModifer: {remove: [a]}}]}]", "spec.rules[0].filters[0].requestHeaderModifer", "requestHeaderModifier")]
    public async Task A_field_that_nearly_exists_is_a_finding(string spec, string path, string near)
    {
        var run = await LintAsync(
            $"{Head}kind: HTTPRoute\nmetadata: {{name: r, namespace: shop}}\nspec:\n  parentRefs: [{{group: '', kind: Service, name: s}}]\n  {spec}\n");

        Assert.Equal(1, run.Exit);
        Assert.Contains(
            $"stdin:6: deny RMW015 HTTPRoute shop/r {path}: does not exist in HTTPRoute: the API server refuses the field, or drops it; did you mean {near}?",
            run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec: {rules: [{blockchain: true}]}", "warn RMW015 HTTPRoute shop/r spec.rules[0].blockchain: does not exist in HTTPRoute: the API server refuses the field, or drops it; remove it, or install the version that has it")]
    [InlineData("sepc: {}\nspec: {}", "deny RMW015 HTTPRoute shop/r sepc: does not exist in HTTPRoute: the API server refuses the field, or drops it; did you mean spec?")]
    public async Task A_field_that_is_near_to_nothing_may_be_newer(string rest, string finding) => Assert.Contains(
        finding, (await LintAsync($"{Head}kind: HTTPRoute\nmetadata: {{name: r, namespace: shop}}\n{rest}\n")).Out, StringComparison.Ordinal);

    [Theory]
    [InlineData(Head + "kind: HTTPRoute\nmetadata: {name: r, namespace: shop, labels: {any: thing}, annotations: {a: b}, ownerReferences: [{uid: a}]}\nspec: {useDefaultGateways: None, parentRefs: [{group: '', kind: Service, name: s}], rules: [{name: a, retry: {attempts: 1}, sessionPersistence: {type: Cookie}, timeouts: {request: 1s}, matches: [{path: {value: /x}}]}]}\nstatus: {parents: [{any: thing}]}\n")]
    [InlineData("apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {name: p, namespace: shop}\nspec: {url: 'oci://a/b@sha256:c', failStrategy: FAIL_OPEN, pluginConfig: {any: {thing: [1]}}, vmConfig: {env: [{name: a, value: b}]}}\n")]
    [InlineData("apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: t, namespace: shop}\nspec: {metrics: [{overrides: [{match: {metric: REQUEST_COUNT}, tagOverrides: {any: {value: request.host}}}]}]}\n")]
    public async Task What_the_CRDs_have_is_no_finding(string input)
    {
        var run = await LintAsync(input);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.DoesNotContain("RMW015", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json", "\"apiVersion\": null")]
    [InlineData("sarif", "\"ruleId\": \"RMW015\"")]
    [InlineData("github", "::error file=stdin,line=2,title=RMW015")]
    public async Task A_kind_that_does_not_exist_is_told_in_every_format(string format, string part) => Assert.Contains(
        part, (await LintAsync($"{Head}kind: HTTPRute\nmetadata: {{name: r}}\n", "-o", format)).Out, StringComparison.Ordinal);

    [Fact]
    public async Task Other_kinds_are_counted_in_a_line()
    {
        var run = await LintAsync(
            $"{Good}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n---\n"
            + "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b}\n---\napiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TCPRoute\nmetadata: {name: b}\n");

        Assert.Equal((0, "note: 4 objects are of other kinds and not judged: 1 ConfigMap, 2 Deployment, 1 TCPRoute\n"), (run.Exit, run.Error));
    }

    [Theory]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n", "note: 1 object is of other kinds and not judged: 1 Deployment\n")]
    [InlineData("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n", "")]
    [InlineData("{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {\"name\": \"a\"}}", "note: 1 object is of other kinds and not judged: 1 Deployment\n")]
    public async Task Where_nothing_can_be_judged_the_run_fails(string input, string note)
    {
        var run = await LintAsync(input);

        Assert.Equal(
            (2, $"{note}error: the input holds nothing that can be judged; give HTTPRoutes, WasmPlugins, TrafficExtensions or Telemetries\n"), (run.Exit, run.Error));
    }

    [Fact]
    public async Task The_root_namespace_is_judged()
    {
        const string Telemetry = """
            apiVersion: telemetry.istio.io/v1
            kind: Telemetry
            metadata: {name: mesh-default, namespace: istio-system}
            spec:
              metrics:
              - overrides:
                - tagOverrides: {path: {value: "request.path.split('?')[0]"}}
            """;

        var run = await LintAsync(Telemetry);

        Assert.Equal(1, run.Exit);
        Assert.Contains("stdin:7: deny RMW102 Telemetry istio-system/mesh-default spec.metrics[0].overrides[0].tagOverrides.path.value", run.Out, StringComparison.Ordinal);
        Assert.Matches("\nistio-system +warn +1 +1 +0 ", run.Out);
    }

    [Fact]
    public async Task Rendering_routes_alone_tells_the_labels_of_the_namespace()
    {
        var run = await CommandRun.WithInputAsync(Good, "render", "-f", "-", "--engine", "native");

        Assert.Equal(
            (0, "note: Namespace shop is not in the input, and nothing is measured there without its labels: kubectl label namespace shop istio.io/dataplane-mode=ambient istio.io/use-waypoint=shop-waypoint\n"),
            (run.Exit, run.Error));
        Assert.Empty((await CommandRun.WithInputAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop}}\n---\n{Good}", "render", "-f", "-", "--engine", "native")).Error);
    }
}
