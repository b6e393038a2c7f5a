using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Testing;

namespace RouteMetrics.Admission.Tests;

public sealed class ExpressionValidationTests
{
    private const string Good = "request.method == 'GET'";

    private const string Bad = "request.method.lowerAscii() == 'get'";

    private const string BadText =
        "RMW102 spec.pluginConfig.attributes[0].match[0].condition: \\\"request.method.lowerAscii()\\\": Envoy's CEL has no "
        + "x.lowerAscii() with no argument; attributegen then drops its whole configuration, and no request gets any of its "
        + "attributes; match without regard to case by matches('(?i)…'); see docs/policy/RMW102.md";

    [Fact]
    public void A_good_plugin_is_allowed() => Assert.Equal(
        """
        allowed: true
        auditAnnotations: {"routemetrics-decision":"allowed","routemetrics-mode":"enforce"}
        """,
        Validate(Reviews.Plugin(Good)));

    [Fact]
    public void A_plugin_that_would_blind_its_waypoint_is_denied()
    {
        var answer = Validate(Reviews.Plugin(Bad));
        Assert.StartsWith("allowed: false\nstatus: {\"code\":", answer, StringComparison.Ordinal);
        Assert.Contains($"\"message\":\"{BadText}\"", answer, StringComparison.Ordinal);
        Assert.EndsWith(
            "auditAnnotations: {\"routemetrics-decision\":\"denied\",\"routemetrics-mode\":\"enforce\","
            + $"\"routemetrics-findings\":\"{BadText}\"}}",
            answer,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_Telemetry_that_would_take_down_its_waypoint_is_denied() => Assert.Contains(
        "RMW102 spec.metrics[0].overrides[0].tagOverrides.operation.value: \\\"request.path.split('/')\\\"",
        Validate(Reviews.Telemetry("request.path.split('/')[1]")), StringComparison.Ordinal);

    [Fact]
    public void A_TrafficExtension_is_judged_like_a_WasmPlugin()
    {
        Assert.StartsWith("allowed: true\nauditAnnotations:", Validate(Reviews.TrafficExtension("request.method == 'GET'")), StringComparison.Ordinal);
        var answer = Validate(Reviews.TrafficExtension("nope("));
        Assert.StartsWith("allowed: false\n", answer, StringComparison.Ordinal);
        Assert.Contains("RMW101 spec.wasm.pluginConfig.attributes[0].match[0].condition: ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_good_Telemetry_is_allowed() => Assert.StartsWith(
        "allowed: true\nauditAnnotations:", Validate(Reviews.Telemetry("filter_state['wasm.istio_operationId']")),
        StringComparison.Ordinal);

    [Fact]
    public void The_configuration_makes_it_a_warning() => Assert.StartsWith(
        "allowed: true\nwarnings: [\"RMW102 spec.pluginConfig.attributes[0].match[0].condition: ",
        Validate(
            Reviews.Plugin(Bad), new() { Severities = new Dictionary<FindingCode, Severity> { [FindingCode.RMW102] = Severity.Warn } }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(
        Mode.Audit,
        "allowed: true\nauditAnnotations: {\"routemetrics-decision\":\"allowed: would be denied in mode "
        + "enforce\",\"routemetrics-mode\":\"audit\"")]
    [InlineData(Mode.Warn, "allowed: true\nwarnings: [\"RMW102 ")]
    [InlineData(Mode.Enforce, "allowed: false\n")]
    public void The_mode_decides_what_becomes_of_it(Mode mode, string start)
    {
        Assert.StartsWith(start, Validate(Reviews.Plugin(Bad), new() { Mode = mode }), StringComparison.Ordinal);
        Assert.StartsWith(
            start,
            AnswerText.Of(
                AdmissionDecision.Answer(
                    Reviews.Bytes(Reviews.Plugin(Bad)), AnswerText.Enforce, new(), AdmissionPath.ValidateExpressions, mode)),
            StringComparison.Ordinal);
        Assert.StartsWith(
            start,
            AnswerText.Of(
                Reviews.Plugin(Bad), AdmissionPath.ValidateExpressions,
                namespaces: AnswerText.Labelled("podinfo", "routemetrics.io/mode", mode.ToString().ToLowerInvariant())),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_that_leaves_the_spec_is_never_denied() => Assert.StartsWith(
        "allowed: true\nwarnings: [\"RMW102 ",
        Validate(
            Reviews.Plugin(Bad, "UPDATE", """{"name":"plugin","namespace":"podinfo","labels":{"a":"b"}}""", Reviews.PluginObject(Bad))),
        StringComparison.Ordinal);

    [Fact]
    public void An_update_of_the_spec_is_judged() => Assert.StartsWith(
        "allowed: false\n", Validate(Reviews.Plugin(Bad, "UPDATE", old: Reviews.PluginObject(Good))), StringComparison.Ordinal);

    [Theory]
    [InlineData("opted out by the label routemetrics.io/enabled", "podinfo", "")]
    [InlineData("exempt", "other", "podinfo")]
    public void Namespaces_that_are_left_alone_are_so_here(string reason, string optedOut, string exempt) => Assert.Contains(
        reason,
        AnswerText.Of(
            Reviews.Plugin(Bad), AdmissionPath.ValidateExpressions, new() { ExemptNamespaces = [exempt] },
            AnswerText.Labelled(optedOut, "routemetrics.io/enabled", "false")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(Mode.Enforce, null, "warn")]
    [InlineData(Mode.Enforce, Mode.Enforce, "warn")]
    [InlineData(Mode.Warn, null, "warn")]
    [InlineData(Mode.Audit, null, "audit")]
    [InlineData(Mode.Enforce, Mode.Audit, "audit")]
    public void In_the_root_namespace_what_takes_the_mesh_down_is_a_warning(Mode configured, Mode? asked, string mode)
    {
        var review = InRoot(Reviews.Telemetry("request.path.split('?')[0]"));
        var answer = AnswerText.Of(
            AdmissionDecision.Answer(
                Reviews.Bytes(review), new() { Mode = configured }, new(), AdmissionPath.ValidateExpressions, asked));

        Assert.StartsWith("allowed: true\n", answer, StringComparison.Ordinal);
        Assert.Equal(mode == "warn", answer.Contains("warnings: [\"RMW102 spec.metrics[0].overrides[0].tagOverrides.operation.value: ", StringComparison.Ordinal));
        Assert.Contains($"\"routemetrics-decision\":\"allowed: would be denied in mode enforce\",\"routemetrics-mode\":\"{mode}\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_namespace_can_opt_out() => Assert.Contains(
        "skipped: the namespace is opted out",
        AnswerText.Of(
            InRoot(Reviews.Plugin(Bad)), AdmissionPath.ValidateExpressions, null, AnswerText.Labelled("istio-system", "routemetrics.io/enabled", "false")),
        StringComparison.Ordinal);

    [Fact]
    public void A_route_of_the_root_namespace_is_left_alone() => Assert.Contains(
        "skipped: istio-system belongs to Istio",
        AnswerText.Of(InRoot(Reviews.Route(Reviews.RelativePath)), AdmissionPath.ValidateHttpRoutes), StringComparison.Ordinal);

    [Fact]
    public void A_second_writer_of_an_attribute_is_warned_of()
    {
        var there = new AttachedObject.Extension(ObjectRef.WasmPlugin(new("podinfo", "first")))
        {
            CreationTimestamp = DateTimeOffset.UnixEpoch,
            Phase = ExtensionPhase.Authn,
            TargetRefs = [new("", "Service", "podinfo-svc")],
            Writes = [new("istio_operationId", true)],
        };

        Assert.Contains(
            "RMW111 spec.pluginConfig.attributes: \\\"istio_operationId\\\": WasmPlugin podinfo/first writes it on the same proxy too, before this one, which wins",
            AnswerText.Of(AdmissionDecision.Answer(
                Reviews.Bytes(Reviews.Plugin(Good)), RouteMetricsSettings.Default, new(), AdmissionPath.ValidateExpressions, null, new() { Attached = [there] })),
            StringComparison.Ordinal);
    }

    private static string InRoot(string review) => review.Replace("\"namespace\":\"podinfo\"", "\"namespace\":\"istio-system\"", StringComparison.Ordinal);

    [Fact]
    public void A_plugin_that_is_being_deleted_is_let_go() => Assert.Contains(
        "skipped: the object is being deleted",
        Validate(Reviews.Plugin(Bad, "UPDATE", """{"name":"plugin","namespace":"podinfo","deletionTimestamp":"2026-01-01T00:00:00Z"}""")),
        StringComparison.Ordinal);

    [Fact]
    public void Without_a_path_it_is_the_one_that_is_asked() =>
        Assert.StartsWith("allowed: false\n", AnswerText.Of(Reviews.Plugin(Bad)), StringComparison.Ordinal);

    [Fact]
    public void A_route_is_not_asked_about_here() => Assert.Contains(
        "skipped: gateway.networking.k8s.io/v1/httproutes is not asked about here", Validate(Reviews.Route(Reviews.TwoRules)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("\"spec\":{", "\"spec\":null,\"was\":{")]
    [InlineData("\"spec\":{", "\"spec\":7,\"was\":{")]
    [InlineData("\"attributes\":[", "\"attributes\":null,\"was\":[")]
    [InlineData("\"match\":[", "\"match\":[null,1.5,[],{},")]
    public void Any_shape_gets_a_verdict(string was, string instead) => Assert.StartsWith(
        "allowed: ", Validate(Reviews.Plugin(Good).Replace(was, instead, StringComparison.Ordinal)), StringComparison.Ordinal);

    private static string Validate(string review, RouteMetricsSettings? settings = null) =>
        AnswerText.Of(review, AdmissionPath.ValidateExpressions, settings);
}
