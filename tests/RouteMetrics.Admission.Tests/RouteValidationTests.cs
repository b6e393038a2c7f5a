using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Testing;

namespace RouteMetrics.Admission.Tests;

public sealed class RouteValidationTests
{
    private const string CatchAllText =
        "RMW006 spec.rules[0].matches[0]: matches every request, so its operation name says nothing; match what matters before it, "
        + "or name it by rules[].name; see docs/policy/RMW006.md";

    private const string RelativeText =
        "RMW012 spec.rules[0].matches[0].path.value: \\\"echo\\\": must be an absolute path; begin it with /; see docs/policy/RMW012.md";

    private static readonly RouteMetricsSettings Strict =
        new() { Severities = new Dictionary<FindingCode, Severity> { [FindingCode.RMW006] = Severity.Deny } };

    [Fact]
    public void A_good_route_is_allowed() => Assert.Equal(
        """
        allowed: true
        auditAnnotations: {"routemetrics-decision":"allowed","routemetrics-mode":"enforce"}
        """,
        Validate(Reviews.TwoRules));

    [Fact]
    public void What_only_warns_is_allowed_with_a_warning() => Assert.Equal(
        $$"""
        allowed: true
        warnings: ["{{CatchAllText}}"]
        auditAnnotations: {"routemetrics-decision":"allowed","routemetrics-mode":"enforce","routemetrics-findings":"{{CatchAllText}}"}
        """,
        Validate(Reviews.CatchAll));

    [Fact]
    public void What_is_wrong_is_refused_with_403() => Assert.Equal(
        $$"""
        allowed: false
        status: {"code":403,"message":"{{RelativeText}}","reason":"Forbidden"}
        auditAnnotations: {"routemetrics-decision":"denied","routemetrics-mode":"enforce","routemetrics-findings":"{{RelativeText}}"}
        """,
        Validate(Reviews.RelativePath));

    [Fact]
    public void What_the_policy_does_not_want_is_403() => Assert.Equal(
        $$"""
        allowed: false
        status: {"code":403,"message":"{{CatchAllText}}","reason":"Forbidden"}
        auditAnnotations: {"routemetrics-decision":"denied","routemetrics-mode":"enforce","routemetrics-findings":"{{CatchAllText}}"}
        """,
        Validate(Reviews.CatchAll, Strict));

    [Fact]
    public void A_field_of_the_wrong_type_is_refused_too() => Assert.Contains(
        "status: {\"code\":403,\"message\":\"RMW012 spec.rules[0].matches[0].method: 7: must be a string; write it as the CRD of "
        + "HTTPRoute has it; see docs/policy/RMW012.md\\n"
        + CatchAllText
        + "\",\"reason\":\"Forbidden\"}\n",
        Validate("""[{"matches":[{"method":7}]}]"""), StringComparison.Ordinal);

    [Fact]
    public void The_severity_of_a_wrong_type_is_configured_as_that_of_a_wrong_value() => Assert.StartsWith(
        "allowed: true\nwarnings: [\"RMW012 spec.rules[0].matches[0].method: 7: must be a string; write it as the CRD of HTTPRoute "
        + "has it; see docs/policy/RMW012.md\",",
        Validate(
            """[{"matches":[{"method":7}]}]""",
            new() { Severities = new Dictionary<FindingCode, Severity> { [FindingCode.RMW012] = Severity.Warn } }),
        StringComparison.Ordinal);

    [Fact]
    public void A_denial_lists_everything_the_worst_first()
    {
        const string Twice = """[{"matches":[{"path":{"value":"/a"},"headers":[{"name":"a","value":"1"},{"name":"A","value":"1"}]}]}]""";
        var rules = Twice[..^1] + "," + Reviews.RelativePath[1..];
        Assert.Contains(
            $"status: {{\"code\":403,\"message\":\"{RelativeText.Replace("rules[0]", "rules[1]", StringComparison.Ordinal)}\\n"
            + "RMW007 spec.rules[0].matches[0].headers[1].name: \\\"A\\\": repeats headers[0] in another spelling: Gateway API uses only "
            + "the first, Istio asks for both; remove one; see docs/policy/RMW007.md\",\"reason\":\"Forbidden\"}",
            Validate(rules), StringComparison.Ordinal);
    }

    [Fact]
    public void Mode_warn_allows_and_warns() => Assert.Equal(
        $"allowed: true\nwarnings: [\"{RelativeText}\"]\n" + Audited("allowed: would be denied in mode enforce", "warn"),
        Validate(Reviews.RelativePath, new() { Mode = Mode.Warn }));

    [Fact]
    public void Mode_audit_allows_and_records_only() => Assert.Equal(
        "allowed: true\n" + Audited("allowed: would be denied in mode enforce", "audit"),
        Validate(Reviews.RelativePath, new() { Mode = Mode.Audit }));

    [Theory]
    [InlineData("podinfo", "warn", "allowed: true")]
    [InlineData("podinfo", "something", "allowed: false")]
    [InlineData("other", "warn", "allowed: false")]
    public void The_label_of_the_namespace_decides_the_mode(string name, string mode, string allowed) => Assert.StartsWith(
        allowed,
        AnswerText.Of(
            Reviews.Route(Reviews.RelativePath), AdmissionPath.ValidateHttpRoutes,
            namespaces: AnswerText.Labelled(name, "routemetrics.io/mode", mode)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(Mode.Audit, "allowed: true\nauditAnnotations:")]
    [InlineData(Mode.Warn, "allowed: true\nwarnings:")]
    [InlineData(Mode.Enforce, "allowed: false\n")]
    public void The_mode_of_the_path_overrides_that_label(Mode asked, string start) => Assert.StartsWith(
        start,
        AnswerText.Of(
            AdmissionDecision.Answer(
                Reviews.Bytes(Reviews.Route(Reviews.RelativePath)), AnswerText.Enforce,
                AnswerText.Labelled("podinfo", "routemetrics.io/mode", "warn"),
                AdmissionPath.ValidateHttpRoutes, asked)),
        StringComparison.Ordinal);

    [Fact]
    public void An_update_that_changes_nothing_that_is_judged_is_never_denied()
    {
        var old = Reviews.RouteObject(
            Reviews.RelativePath,
            """{"name":"routes","namespace":"podinfo","labels":{"a":"b"},"annotations":{"routemetrics.io/operations":"old"}}""")
            .Replace(
                "\"method\":\"POST\"}]", "\"method\":\"POST\"}],\"backendRefs\":[{\"name\":\"v1\",\"weight\":10}]",
                StringComparison.Ordinal);
        Assert.Equal(
            $"allowed: true\nwarnings: [\"{RelativeText}\"]\n"
            + Audited("allowed: the update changes nothing that is judged", "enforce"),
            AnswerText.Of(Reviews.Route(Reviews.RelativePath, "UPDATE", old: old), AdmissionPath.ValidateHttpRoutes));
    }

    [Theory]
    [InlineData("\"method\":\"POST\"", "\"method\":\"PUT\"")]
    [InlineData("\"echo\"", "\"was\"")]
    [InlineData("\"matches\"", "\"filters\":[{\"type\":\"RequestMirror\"}],\"matches\"")]
    [InlineData("\"matches\"", "\"name\":\"n\",\"matches\"")]
    [InlineData("\"podinfo-svc\"", "\"other-svc\"")]
    [InlineData("\"rules\"", "\"hostnames\":[\"a.example\"],\"rules\"")]
    [InlineData("\"namespace\":\"podinfo\"", "\"namespace\":\"podinfo\",\"annotations\":{\"routemetrics.io/name\":\"n\"}")]
    public void An_update_that_changes_what_is_judged_is_judged(string was, string instead) => Assert.StartsWith(
        "allowed: false\n",
        AnswerText.Of(
            Reviews.Route(
                Reviews.RelativePath, "UPDATE",
                old: Reviews.RouteObject(Reviews.RelativePath).Replace(was, instead, StringComparison.Ordinal)),
            AdmissionPath.ValidateHttpRoutes),
        StringComparison.Ordinal);

    [Fact]
    public void Where_a_cluster_is_known_a_route_is_judged_among_the_others_of_its_target()
    {
        var older = new HttpRoute
        {
            Key = new(RouteKind.Http, "podinfo", "older"),
            CreationTimestamp = DateTimeOffset.UnixEpoch,
            ParentRefs = [new("", "Service", "podinfo", "podinfo-svc")],
            Rules = [new() { Matches = [new() { Path = new PathMatch.Exact("/echo"), Method = "POST" }] }],
        };
        const string Rules = """[{"matches":[{"path":{"type":"Exact","value":"/echo"},"method":"POST"}]}]""";
        const string Hidden =
            "RMW003 spec.rules[0].matches[0]: is never reached: spec.rules[0].matches[0] of podinfo/older matches the same requests "
            + "and goes first; remove one of them; see docs/policy/RMW003.md";

        string Answer(MeshSnapshot? snapshot) => AnswerText.Of(
            AdmissionDecision.Answer(
                Reviews.Bytes(Reviews.Route(Rules)), AnswerText.Enforce, new(), AdmissionPath.ValidateHttpRoutes, snapshot: snapshot));

        Assert.Equal(
            $$"""
            allowed: true
            warnings: ["{{Hidden}}"]
            auditAnnotations: {"routemetrics-decision":"allowed","routemetrics-mode":"enforce","routemetrics-findings":"{{Hidden}}"}
            """,
            Answer(new() { Routes = [older] }));
        Assert.StartsWith("allowed: true\nauditAnnotations", Answer(MeshSnapshot.Empty), StringComparison.Ordinal);
        Assert.Equal(Answer(MeshSnapshot.Empty), Answer(null));
    }

    private static string Audited(string decision, string mode) =>
        $"auditAnnotations: {{\"routemetrics-decision\":\"{decision}\",\"routemetrics-mode\":\"{mode}\","
        + $"\"routemetrics-findings\":\"{RelativeText}\"}}";

    private static string Validate(string rules, RouteMetricsSettings? settings = null) =>
        AnswerText.Of(Reviews.Route(rules), AdmissionPath.ValidateHttpRoutes, settings);
}
