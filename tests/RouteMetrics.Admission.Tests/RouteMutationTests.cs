using RouteMetrics.Core.Settings;
using RouteMetrics.Testing;

namespace RouteMetrics.Admission.Tests;

public sealed class RouteMutationTests
{
    private const string Operations =
        """[{\"value\":\"GET /healthz\",\"condition\":\"xds.route_name == 'podinfo.routes.0' && request.method == 'GET' && request.url_path == '/healthz'\"},{\"value\":"""
        + """\"POST /echo\",\"condition\":\"xds.route_name == 'podinfo.routes.1' && request.method == 'POST' && request.url_path == '/echo'\"}]""";

    private const string Wrote =
        "patchType: \"JSONPatch\"\nauditAnnotations: {\"routemetrics-decision\":\"wrote the "
        + "operations\",\"routemetrics-mode\":\"enforce\"}";

    private const string Unreadable = "cannot be read: spec.rules[0].matches[0].method: 7: must be a string";

    private const string Unchanged =
        "allowed: true\nauditAnnotations: {\"routemetrics-decision\":\"unchanged\",\"routemetrics-mode\":\"enforce\"}";

    [Theory]
    [InlineData("""{"name":"routes","namespace":"podinfo"}""")]
    [InlineData("""{"name":"routes","namespace":"podinfo","annotations":null}""")]
    public void Without_annotations_the_whole_map_is_added(string metadata) => Assert.Equal(
        $$$"""
        allowed: true
        patch: [{"op":"add","path":"/metadata/annotations","value":{"routemetrics.io/operations":"{{{Operations}}}"}}]
        {{{Wrote}}}
        """,
        Mutate(Reviews.TwoRules, metadata));

    [Fact]
    public void Beside_other_annotations_only_ours_is_added() => Assert.Equal(
        $$"""
        allowed: true
        patch: [{"op":"add","path":"/metadata/annotations/routemetrics.io~1operations","value":"{{Operations}}"}]
        {{Wrote}}
        """,
        Mutate(Reviews.TwoRules, """{"name":"routes","namespace":"podinfo","annotations":{"a":"b"}}"""));

    [Fact]
    public void An_annotation_out_of_date_is_replaced() => Assert.Equal(
        $$"""
        allowed: true
        patch: [{"op":"replace","path":"/metadata/annotations/routemetrics.io~1operations","value":"{{Operations}}"}]
        {{Wrote}}
        """,
        Mutate(Reviews.TwoRules, """{"name":"routes","namespace":"podinfo","annotations":{"routemetrics.io/operations":"[]"}}"""));

    [Fact]
    public void An_annotation_up_to_date_is_left_alone() => Assert.Equal(
        Unchanged,
        Mutate(
            Reviews.TwoRules,
            $$$"""{"name":"routes","namespace":"podinfo","annotations":{"routemetrics.io/operations":"{{{Operations}}}"}}"""));

    [Fact]
    public void A_route_without_operations_loses_the_annotation() => Assert.Equal(
        """
        allowed: true
        patch: [{"op":"remove","path":"/metadata/annotations/routemetrics.io~1operations"}]
        patchType: "JSONPatch"
        auditAnnotations: {"routemetrics-decision":"removed the operations","routemetrics-mode":"enforce"}
        """,
        AnswerText.Of(
            Unmeasured("""{"name":"routes","namespace":"podinfo","annotations":{"routemetrics.io/operations":"[]"}}"""),
            AdmissionPath.MutateHttpRoutes));

    [Fact]
    public void A_route_without_operations_or_annotation_is_left_alone() =>
        Assert.Equal(Unchanged, AnswerText.Of(Unmeasured("""{"name":"routes","namespace":"podinfo"}"""), AdmissionPath.MutateHttpRoutes));

    [Fact]
    public void Operations_of_several_targets_are_told_once() => Assert.Equal(
        $$$"""
        allowed: true
        patch: [{"op":"add","path":"/metadata/annotations","value":{"routemetrics.io/operations":"{{{Operations}}}"}}]
        {{{Wrote}}}
        """,
        AnswerText.Of(
            Reviews.Route(Reviews.TwoRules).Replace(
                """[{"group":"","kind":"Service","name":"podinfo-svc"}]""",
                """[{"group":"","kind":"Service","name":"podinfo-svc"},{"group":"","kind":"Service","name":"other-svc"}]""",
                StringComparison.Ordinal),
            AdmissionPath.MutateHttpRoutes));

    [Fact]
    public void The_native_engine_has_no_conditions() => Assert.Contains(
        """
        "routemetrics.io/operations":"[{\"value\":\"GET /healthz\"},{\"value\":\"POST /echo\"}]"
        """,
        AnswerText.Of(Reviews.Route(Reviews.TwoRules), AdmissionPath.MutateHttpRoutes, new() { Engine = Engine.Native }),
        StringComparison.Ordinal);

    [Fact]
    public void An_annotation_for_which_there_is_no_room_is_left_out_with_a_warning() => Assert.Equal(
        """
        allowed: true
        patch: [{"op":"remove","path":"/metadata/annotations/routemetrics.io~1operations"}]
        patchType: "JSONPatch"
        warnings: ["routemetrics.io/operations is left out: the annotations would be 262297 bytes, and the API server admits 262144"]
        auditAnnotations: {"routemetrics-decision":"removed the operations","routemetrics-mode":"enforce"}
        """,
        Mutate(
            Reviews.TwoRules,
            $$$"""{"name":"routes","namespace":"podinfo","annotations":{"a":"{{{new string('x', 261_999)}}}","""
            + "\"routemetrics.io/operations\":\"old\"}}"));

    [Fact]
    public void A_route_that_cannot_be_read_is_left_alone_with_a_warning() => Assert.Equal(
        $$"""
        allowed: true
        warnings: ["routemetrics.io/operations is not written, since the route {{Unreadable}}"]
        auditAnnotations: {"routemetrics-decision":"skipped: {{Unreadable}}","routemetrics-mode":"enforce"}
        """,
        Mutate("""[{"matches":[{"method":7}]}]"""));

    [Theory]
    [InlineData(Reviews.TwoRules, "would write the operations")]
    [InlineData("""[{"matches":[{"method":7}]}]""", "skipped: cannot be read: spec.rules[0].matches[0].method: 7: must be a string")]
    public void In_mode_audit_nothing_is_changed_and_nothing_is_said(string rules, string decision) => Assert.Equal(
        $$"""
        allowed: true
        auditAnnotations: {"routemetrics-decision":"{{decision}}","routemetrics-mode":"audit"}
        """,
        AnswerText.Of(
            Reviews.Route(rules), AdmissionPath.MutateHttpRoutes,
            namespaces: AnswerText.Labelled("podinfo", "routemetrics.io/mode", "audit")));

    [Theory]
    [InlineData(Reviews.TwoRules, """{"name":"routes","namespace":"podinfo"}""")]
    [InlineData(Reviews.TwoRules, """{"name":"routes","namespace":"podinfo","annotations":{"routemetrics.io/operations":"[]"}}""")]
    [InlineData("""[{"matches":[{"method":7}]}]""", """{"name":"routes","namespace":"podinfo"}""")]
    public void Where_nothing_is_annotated_a_route_stays_as_it_is(string rules, string metadata) => Assert.Equal(
        """
        allowed: true
        auditAnnotations: {"routemetrics-decision":"skipped: the configuration says annotate: none"}
        """,
        AnswerText.Of(Reviews.Route(rules, metadata: metadata), AdmissionPath.MutateHttpRoutes, new() { Annotate = Annotate.None }));

    [Theory]
    [InlineData(AdmissionPath.ValidateHttpRoutes)]
    [InlineData(null)]
    public void Where_nothing_is_annotated_a_route_is_judged_all_the_same(AdmissionPath? path) => Assert.Equal(
        AnswerText.Of(Reviews.Route(Reviews.CatchAll), AdmissionPath.ValidateHttpRoutes),
        AnswerText.Of(Reviews.Route(Reviews.CatchAll), path, new() { Annotate = Annotate.None }));

    private static string Mutate(string rules, string metadata = """{"name":"routes","namespace":"podinfo"}""") =>
        AnswerText.Of(Reviews.Route(rules, metadata: metadata), AdmissionPath.MutateHttpRoutes);

    private static string Unmeasured(string metadata) => Reviews.Route(Reviews.TwoRules, metadata: metadata)
        .Replace(
            """{"group":"","kind":"Service","name":"podinfo-svc"}""", """{"group":"example.com","kind":"Tunnel","name":"t"}""",
            StringComparison.Ordinal);
}
