using RouteMetrics.Core.Settings;
using RouteMetrics.Testing;

namespace RouteMetrics.Admission.Tests;

public sealed class NamespaceMutationTests
{
    private const string Added =
        "auditAnnotations: {\"routemetrics-decision\":\"added istio.io/dataplane-mode=ambient, "
        + "istio.io/use-waypoint=team-waypoint\",\"routemetrics-mode\":\"enforce\"}";

    private const string Recorded =
        """{"op":"add","path":"/metadata/annotations","value":"""
        + """{"routemetrics.io/enrolled":"istio.io/dataplane-mode,istio.io/use-waypoint"}}""";

    private const string Patched =
        "allowed: true\n"
        + """patch: [{"op":"add","path":"/metadata/labels/istio.io~1dataplane-mode","value":"ambient"},"""
        + """{"op":"add","path":"/metadata/labels/istio.io~1use-waypoint","value":"team-waypoint"},"""
        + Recorded + "]"
        + "\npatchType: \"JSONPatch\"\n" + Added;

    private const string WouldAdd =
        "allowed: true\nauditAnnotations: {\"routemetrics-decision\":\"would add istio.io/dataplane-mode=ambient, "
        + "istio.io/use-waypoint=team-waypoint\",\"routemetrics-mode\":\"audit\"}";

    private const string NoOptIn =
        "allowed: true\nauditAnnotations: {\"routemetrics-decision\":\"skipped: an update that does not opt in\"}";

    [Theory]
    [InlineData("""{"name":"team"}""")]
    [InlineData("""{"name":"team","labels":null}""")]
    public void Without_labels_the_whole_map_is_added(string metadata) => Assert.Equal(
        "allowed: true\n"
        + """patch: [{"op":"add","path":"/metadata/labels","value":"""
        + """{"istio.io/dataplane-mode":"ambient","istio.io/use-waypoint":"team-waypoint"}},"""
        + Recorded + "]"
        + "\npatchType: \"JSONPatch\"\n" + Added,
        AnswerText.Of(Reviews.Namespace(metadata)));

    [Theory]
    [InlineData("""{"name":"team","labels":{}}""")]
    [InlineData("""{"labels":{"a":"b"},"name":"team"}""")]
    public void Beside_other_labels_only_ours_are_added(string metadata) =>
        Assert.Equal(Patched, AnswerText.Of(Reviews.Namespace(metadata)));

    [Theory]
    [InlineData("\"routemetrics.io/enabled\":\"false\"", "\"routemetrics.io/enabled\":\"true\"")]
    [InlineData("", "\"routemetrics.io/enabled\":\"true\"")]
    public void An_update_that_opts_in_enrols(string was, string @is) => Assert.Equal(Patched, Update(was, @is));

    [Theory]
    [InlineData("", "")]
    [InlineData("", "\"a\":\"b\"")]
    [InlineData("\"routemetrics.io/enabled\":\"false\"", "")]
    [InlineData("\"istio-injection\":\"enabled\"", "")]
    [InlineData("\"istio.io/rev\":\"stable\"", "")]
    [InlineData("\"istio.io/dataplane-mode\":\"none\"", "")]
    [InlineData("\"istio.io/dataplane-mode\":\"ambient\",\"istio.io/use-waypoint\":\"team-waypoint\"", "")]
    [InlineData("\"routemetrics.io/enabled\":\"true\",\"istio.io/dataplane-mode\":\"ambient\"", "\"routemetrics.io/enabled\":\"true\"")]
    public void An_update_that_does_not_opt_in_changes_nothing(string was, string @is) => Assert.Equal(NoOptIn, Update(was, @is));

    [Fact]
    public void An_update_that_does_not_tell_what_was_changes_nothing() =>
        Assert.Equal(
            NoOptIn, AnswerText.Of(Reviews.Namespace("""{"name":"team","labels":{"routemetrics.io/enabled":"true"}}""", "UPDATE")));

    [Fact]
    public void By_an_enrolment_that_asks_for_the_label_setting_it_opts_in() =>
        Assert.Equal(Patched, Update("", "\"routemetrics.io/enabled\":\"true\"", new() { Enrolment = Enrolment.Labelled }));

    [Fact]
    public void A_record_that_a_copied_manifest_brings_along_is_overwritten()
    {
        const string Copied = """{"name":"team","annotations":{"routemetrics.io/enrolled":"-istio.io/use-waypoint"}}""";
        Assert.Contains(
            """{"op":"add","path":"/metadata/annotations/routemetrics.io~1enrolled","value":"istio.io/dataplane-mode,istio.io/use-waypoint"}""",
            AnswerText.Of(Reviews.Namespace(Copied)));
    }

    [Theory]
    [InlineData("\"istio.io/rev\":\"stable\"", false)]
    [InlineData("\"istio.io/rev\":\"stable\",\"istio-injection\":\"disabled\"", true)]
    public void A_revision_means_sidecars_unless_injection_is_disabled(string labels, bool isEnrolled) => Assert.Equal(
        isEnrolled, AnswerText.Of(Reviews.Namespace($$$"""{"name":"team","labels":{{{{labels}}}}}""")).Contains("added istio.io/dataplane-mode=ambient"));

    [Fact]
    public void A_value_that_is_there_is_never_overwritten() => Assert.Equal(
        """
        allowed: true
        patch: [{"op":"add","path":"/metadata/labels/istio.io~1dataplane-mode","value":"ambient"},{"op":"add","path":"/metadata/annotations","value":{"routemetrics.io/enrolled":"istio.io/dataplane-mode"}}]
        patchType: "JSONPatch"
        auditAnnotations: {"routemetrics-decision":"added istio.io/dataplane-mode=ambient","routemetrics-mode":"enforce"}
        """,
        AnswerText.Of(Reviews.Namespace("""{"name":"team","labels":{"istio.io/use-waypoint":"mine"}}""")));

    [Fact]
    public void A_namespace_that_has_both_labels_is_left_alone() => Assert.Equal(
        """
        allowed: true
        auditAnnotations: {"routemetrics-decision":"enrolled already","routemetrics-mode":"enforce"}
        """,
        AnswerText.Of(
            Reviews.Namespace("""{"name":"team","labels":{"istio.io/use-waypoint":"mine","istio.io/dataplane-mode":"ambient"}}""")));

    [Theory]
    [InlineData("""{"name":"kube-public"}""", "kube-* namespaces belong to Kubernetes")]
    [InlineData(
        """{"name":"team","labels":{"routemetrics.io/enabled":"false"}}""",
        "it is opted out by the label routemetrics.io/enabled: \\\"false\\\"")]
    [InlineData("""{"name":"team","deletionTimestamp":"2026-01-01T00:00:00Z"}""", "the namespace is being deleted")]
    [InlineData("""{"generateName":"team-"}""", "the name is not known yet (generateName)")]
    public void A_namespace_that_is_skipped_is_allowed_with_the_reason(string metadata, string reason) => Assert.Equal(
        $"allowed: true\nauditAnnotations: {{\"routemetrics-decision\":\"skipped: {reason}\"}}",
        AnswerText.Of(Reviews.Namespace(metadata)));

    [Fact]
    public void A_namespace_that_cannot_be_read_is_left_alone_with_a_warning() => Assert.Equal(
        """
        allowed: true
        warnings: ["not enrolled, since the namespace cannot be read: metadata.labels.a: 1: must be a string"]
        auditAnnotations: {"routemetrics-decision":"skipped: cannot be read: metadata.labels.a: 1: must be a string"}
        """,
        AnswerText.Of(Reviews.Namespace("""{"name":"team","labels":{"a":1}}""")));

    [Fact]
    public void In_mode_audit_nothing_is_changed() => Assert.Equal(
        WouldAdd,
        AnswerText.Of(Reviews.Namespace("""{"name":"team","labels":{"routemetrics.io/mode":"audit"}}""")));

    [Theory]
    [InlineData(Mode.Enforce, "warnings: [\"{0}enforce\"]\n")]
    [InlineData(Mode.Audit, "")]
    public void A_mode_that_there_is_not_is_told_and_counts_as_none(Mode mode, string warnings)
    {
        const string Note = """label routemetrics.io/mode: \"bogus\" is not one of enforce, warn and audit; the default holds: """;
        const string Labels = """ "routemetrics.io/mode":"bogus","istio.io/use-waypoint":"mine","istio.io/dataplane-mode":"ambient" """;
        var word = mode == Mode.Audit ? "audit" : "enforce";
        Assert.Equal(
            $"allowed: true\n{warnings.Replace("{0}", Note, StringComparison.Ordinal)}"
            + """auditAnnotations: {"routemetrics-decision":"enrolled """
            + $$"""already","routemetrics-mode":"{{word}}","routemetrics-note":"{{Note}}{{word}}"}""",
            AnswerText.Of(Reviews.Namespace(WithLabels(Labels)), settings: new() { Mode = mode }));
    }

    [Fact]
    public void The_default_mode_is_that_of_the_configuration() => Assert.Equal(
        WouldAdd,
        AnswerText.Of(Reviews.Namespace("""{"name":"team"}"""), settings: new() { Mode = Mode.Audit }));

    private static string Update(string was, string @is, RouteMetricsSettings? settings = null) =>
        AnswerText.Of(Reviews.Namespace(WithLabels(@is), "UPDATE", old: WithLabels(was)), settings: settings);

    private static string WithLabels(string labels) => $$$"""{"name":"team","labels":{{{{labels}}}}}""";
}
