using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Findings;

namespace RouteMetrics.Core.Tests.Expressions;

public sealed class WasmPluginReviewTests
{
    private const string Match = "spec.pluginConfig.attributes[0].match";

    private const string Dropped = "attributegen then drops its whole configuration, and no request gets any of its attributes";

    public static TheoryData<string, string[]> Matches => new()
    {
        { """[{"value": "a", "conditions": "request.method == 'GET'"}, {"value": "b"}]""", [$"deny RMW109 {Match}[0].conditions: \"request.method == 'GET'\": is ignored, since the field is called condition; without one the match takes every request; rename it"] },
        { """[{"value": "a", "Condition": "true"}]""", [$"deny RMW109 {Match}[0].Condition: \"true\": is ignored, since the field is called condition; without one the match takes every request; rename it"] },
        { """[{"value": "a", "if": "true"}]""", [$"deny RMW109 {Match}[0].if: \"true\": is ignored, since the field is called condition; without one the match takes every request; rename it"] },
        { """[{"value": "a", "condition": true}]""", [$"deny RMW112 {Match}[0].condition: \"true\": is not a string; {Dropped}; put it in quotes"] },
        { """[{"value": 404, "condition": "true"}]""", [$"deny RMW112 {Match}[0].value: \"404\": is not a string; {Dropped}; put it in quotes"] },
        { """[{"condition": "request.method == 'GET'", "comment": "reads"}]""", [$"warn RMW110 {Match}[0].comment: is unknown to attributegen, which ignores it; it knows condition, value", $"warn RMW110 {Match}[0].value: is missing, so that the attribute is set to nothing; write the value"] },
        { """[{"value": "a"}, {"value": "b", "condition": "request.method == 'GET'"}]""", [$"warn RMW111 {Match}[0]: \"a\": takes every request, so that the match behind it is never tried; move it to the end"] },
        { """[{"value": "a", "condition": "true"}, {"value": "b"}, {"value": "c"}]""", [$"warn RMW111 {Match}[0]: \"a\": takes every request, so that the 2 matches behind it are never tried; move it to the end"] },
        { """[{"value": "a", "condition": "request.method=='GET'"}, {"value": "b", "condition": "request.method == \"GET\""}]""", [$"warn RMW111 {Match}[1].condition: \"request.method == \"GET\"\": is also {Match}[0].condition, and the first that holds is taken; remove one"] },
        { """{"value": "a"}""", [$"warn RMW110 {Match}: \"{{…}}\": is not a list, which it has to be; put - before its first field"] },
        { """["a"]""", [$"deny RMW112 {Match}[0]: \"a\": is not what attributegen reads here; {Dropped}; write a list of objects"] },
        { """[{"value": "GET", "condition": "request.method == 'GET'"}, {"value": "other"}]""", [] },
    };

    [Theory]
    [MemberData(nameof(Matches), DisableDiscoveryEnumeration = true)]
    public void Matches_are_read_as_attributegen_reads_them(string matches, string[] findings) => Assert.Equal(findings, Written.Plugin(matches).Findings());

    public static TheoryData<string, string[]> Configurations => new()
    {
        { "{}", ["warn RMW110 spec.pluginConfig.attributes: is missing, so that attributegen sets nothing; list what it is to set"] },
        { """{"attribute": [], "attributes": []}""", ["warn RMW110 spec.pluginConfig.attribute: is unknown to attributegen, which ignores it; did you mean attributes?"] },
        { """{"attributes": [{"match": [{"value": "a"}]}]}""", ["deny RMW112 spec.pluginConfig.attributes[0].output_attribute: is missing, so that nothing can be read of what is set; name the attribute, such as istio_operationId"] },
        { """{"attributes": [{"output_attribute": 1, "match": []}]}""", [$"deny RMW112 spec.pluginConfig.attributes[0].output_attribute: \"1\": is not a string; {Dropped}; put it in quotes"] },
        { """{"attributes": [{"outputAttribute": "a.b", "matches": []}]}""", ["warn RMW110 spec.pluginConfig.attributes[0].match: is missing, so that the attribute is never set; list values and their conditions", "warn RMW110 spec.pluginConfig.attributes[0].matches: is unknown to attributegen, which ignores it; did you mean match?", "warn RMW110 spec.pluginConfig.attributes[0].outputAttribute: \"a.b\": has a dot, which attributegen tells not to use; write underscores"] },
        { """{"attributes": [{"output_attribute": "a", "match": []}, {"output_attribute": "a", "match": []}]}""", ["warn RMW111 spec.pluginConfig.attributes[1]: \"a\": is what spec.pluginConfig.attributes[0] sets too, and of two that match the later wins; put the matches into one list"] },
        { """{"attributes": [{"output_attribute": "a", "phase": "on_request", "match": []}]}""", ["warn RMW110 spec.pluginConfig.attributes[0].phase: \"on_request\": is no phase, and attributegen takes it for AFTER_RESPONSE; write ON_REQUEST or AFTER_RESPONSE"] },
    };

    [Theory]
    [MemberData(nameof(Configurations), DisableDiscoveryEnumeration = true)]
    public void A_configuration_is_read_as_attributegen_reads_it(string configuration, string[] findings) => Assert.Equal(
        findings,
        Written.WasmPlugin($$"""{"targetRefs": [{"kind": "Service", "name": "a"}], "url": "file:///attributegen.wasm", "pluginConfig": {{configuration}}}""").Findings());

    public static TheoryData<string, string, string[]> Plugins => new()
    {
        { "pluginName", "\"istio-attributegen\"", ["deny RMW114 spec.pluginName: \"istio-attributegen\": is a name under which attributegen registers nothing, so that it does nothing at all; remove pluginName"] },
        { "failStrategy", "\"FAIL_RELOAD\"", ["warn RMW115 spec.failStrategy: \"FAIL_RELOAD\": closes: where the module cannot be downloaded, each request is answered 403, for the sake of a label; write FAIL_OPEN"] },
        { "imagePullPolicy", "\"Always\"", ["warn RMW116 spec.imagePullPolicy: \"Always\": downloads the module in each proxy after each change of the object, of its labels even; use IfNotPresent and pin the module by sha256"] },
        { "match", """[{"ports": [{"number": 80}]}]""", ["warn RMW113 spec.match[0].ports: \"[…]\": never holds on a waypoint, which is a server and has no port of its own there, so that the module is not loaded; remove match"] },
        { "match", """[{"mode": "CLIENT"}]""", ["warn RMW113 spec.match[0].mode: \"CLIENT\": never holds on a waypoint, which is a server and has no port of its own there, so that the module is not loaded; remove match"] },
        { "match", """[{"mode": "CLIENT"}, {"mode": "SERVER"}]""", [] },
        { "phase", "\"STATS\"", ["warn RMW118 spec.phase: \"STATS\": comes after authentication, authorization or more, so that requests which these answer never get an attribute of phase ON_REQUEST; write AUTHN"] },
        {
            "url", "\"https://storage.googleapis.com/istio-build/attributegen.wasm\"",
            ["warn RMW117 spec.url: \"https://storage.googleapis.com/istio-build/attributegen.wasm\": is on a host that Istio is leaving, and nothing pins what it will answer; mirror the module to a place of your own and set sha256"]
        },
        { "url", "\"oci://registry.istio.io/testing/wasm/attributegen@sha256:3c80\"", [] },
    };

    [Theory]
    [MemberData(nameof(Plugins), DisableDiscoveryEnumeration = true)]
    public void The_plugin_around_the_module_is_judged_too(string field, string value, string[] findings)
    {
        var fields = new Dictionary<string, string>
        {
            ["failStrategy"] = "\"FAIL_OPEN\"",
            ["phase"] = "\"AUTHN\"",
            ["url"] = "\"registry.example/attributegen:1\"",
            ["targetRefs"] = """[{"kind": "Service", "name": "a"}]""",
            ["pluginConfig"] = """{"attributes": [{"output_attribute": "a", "phase": "ON_REQUEST", "match": []}]}""",
            [field] = value,
        };
        Assert.Equal(findings, Written.WasmPlugin($"{{{string.Join(", ", fields.Select(one => $"\"{one.Key}\": {one.Value}"))}}}").Findings());
    }

    [Fact]
    public void A_plugin_without_targets_or_strategy_is_told_so() => Assert.Equal(
        [
            "warn RMW115 spec.failStrategy: is missing and so FAIL_CLOSE: where the module cannot be downloaded, each request is answered 403, for the sake of a label; write FAIL_OPEN",
            "warn RMW113 spec.targetRefs: is missing: waypoints load only WasmPlugins with targetRefs, so that this one works in sidecars and gateways alone; name the Service or the waypoint in targetRefs",
        ],
        Written.WasmPlugin("""{"url": "https://example/attributegen.wasm", "pluginConfig": {"attributes": []}}""").Findings());

    [Theory]
    [InlineData("""{"url": "oci://example/auth:1", "phase": "AUTHN", "selector": {}, "pluginName": "auth", "failStrategy": "FAIL_CLOSE", "pluginConfig": {"attributes": ["sub"], "rules": [{"conditions": "x"}]}}""")]
    [InlineData("""{"url": "oci://example/auth:1", "pluginConfig": "text"}""")]
    [InlineData("{}")]
    public void Other_modules_are_their_own_matter(string spec) => Assert.Equal([], Written.WasmPlugin(spec).Findings());

    [Fact]
    public void Other_modules_are_downloaded_too() => Assert.Equal(
        ["RMW116", "RMW117"], Written.WasmPlugin("""{"url": "gcr.io/istio-testing/basic-auth:1", "imagePullPolicy": "Always"}""").Codes());

    [Theory]
    [MemberData(nameof(Plugins), DisableDiscoveryEnumeration = true)]
    public void A_TrafficExtension_is_judged_like_the_WasmPlugin_that_it_supersedes(string field, string value, string[] findings)
    {
        var fields = new Dictionary<string, string> { ["phase"] = "\"AUTHN\"", ["targetRefs"] = """[{"kind": "Service", "name": "a"}]""" };
        var module = new Dictionary<string, string>
        {
            ["failStrategy"] = "\"FAIL_OPEN\"",
            ["url"] = "\"registry.example/attributegen:1\"",
            ["pluginConfig"] = """{"attributes": [{"output_attribute": "a", "phase": "ON_REQUEST", "match": []}]}""",
        };
        var isOfModule = field is not ("phase" or "match");
        (isOfModule ? module : fields)[field] = value;
        fields["wasm"] = Json(module);
        Assert.Equal(
            isOfModule ? findings.Select(finding => finding.Replace($"spec.{field}", $"spec.wasm.{field}", StringComparison.Ordinal)) : findings,
            Written.TrafficExtension(Json(fields)).Findings());
        static string Json(Dictionary<string, string> fields) => $"{{{string.Join(", ", fields.Select(one => $"\"{one.Key}\": {one.Value}"))}}}";
    }

    [Fact]
    public void The_conditions_of_a_TrafficExtension_are_judged_and_its_targets()
    {
        var findings = Written.TrafficExtension(
            """{"selector": {}, "wasm": {"url": "file:///a.wasm", "pluginConfig": {"attributes": [{"output_attribute": "a", "match": [{"value": "v", "condition": "nope("}]}]}}}""").Findings();
        Assert.Equal(2, findings.Length);
        Assert.StartsWith("warn RMW113 spec.selector: selects pods: waypoints load only TrafficExtensions with targetRefs", findings[0], StringComparison.Ordinal);
        Assert.StartsWith("deny RMW101 spec.wasm.pluginConfig.attributes[0].match[0].condition: \"nope(\": ", findings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Lua_is_its_own_matter() => Assert.Equal([], Written.TrafficExtension("""{"lua": {"inlineCode": "x"}}""").Findings());

    [Fact]
    public void A_code_that_is_off_is_not_told() => Assert.Equal(
        [],
        ExpressionPolicy.FindingsOf(Written.Conditions("request.method"), new() { Severities = new Dictionary<FindingCode, Severity> { [FindingCode.RMW108] = Severity.Off } }));
}
