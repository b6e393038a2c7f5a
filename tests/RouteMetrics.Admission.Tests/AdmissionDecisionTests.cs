using RouteMetrics.Core.Settings;
using RouteMetrics.Testing;

namespace RouteMetrics.Admission.Tests;

public sealed class AdmissionDecisionTests
{
    private const string CatchAllOperations = """[{\"value\":\"* /*\",\"condition\":\"xds.route_name == 'podinfo.routes.0' && request.url_path.startsWith('/')\"}]""";

    private const string CatchAllText =
        "RMW006 spec.rules[0].matches[0]: matches every request, so its operation name says nothing; match what matters before it, "
        + "or name it by rules[].name; see docs/policy/RMW006.md";

    private const string Pods = """{"group":"","version":"v1","resource":"pods"}""";

    [Fact]
    public void Without_a_path_a_route_is_mutated_and_validated() => Assert.Equal(
        $$$"""
        allowed: true
        patch: [{"op":"add","path":"/metadata/annotations","value":{"routemetrics.io/operations":"{{{CatchAllOperations}}}"}}]
        patchType: "JSONPatch"
        warnings: ["{{{CatchAllText}}}"]
        auditAnnotations: {"routemetrics-decision":"allowed","routemetrics-mode":"enforce","routemetrics-findings":"{{{CatchAllText}}}"}
        """,
        AnswerText.Of(Reviews.Route(Reviews.CatchAll)));

    [Fact]
    public void Without_a_path_a_denial_drops_the_patch() =>
        Assert.DoesNotContain("patch", AnswerText.Of(Reviews.Route(Reviews.RelativePath)), StringComparison.Ordinal);

    [Theory]
    [InlineData("DELETE", "DELETE leaves nothing to be judged")]
    [InlineData("CONNECT", "CONNECT changes nothing")]
    public void Other_operations_are_allowed_untouched(string operation, string reason)
    {
        Assert.Equal(Skipped(reason), AnswerText.Of(Reviews.Route(Reviews.RelativePath, operation)));
        Assert.Equal(Skipped(reason), AnswerText.Of(Reviews.Namespace("""{"name":"team"}""", operation)));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("finalize")]
    public void Subresources_are_allowed_untouched(string subresource)
    {
        var more = $"\"subResource\":\"{subresource}\",";
        Assert.Equal(
            Skipped($"subresource {subresource} is neither changed nor judged"),
            AnswerText.Of(Reviews.Route(Reviews.RelativePath, "UPDATE", more: more)));
        Assert.Equal(
            Skipped($"subresource {subresource} is neither changed nor judged"),
            AnswerText.Of(Reviews.Namespace("""{"name":"team"}""", "UPDATE", more)));
    }

    [Theory]
    [InlineData(AdmissionPath.MutateNamespaces)]
    [InlineData(AdmissionPath.MutateHttpRoutes)]
    [InlineData(AdmissionPath.ValidateHttpRoutes)]
    public void A_resource_that_a_path_is_not_for_is_allowed_untouched(AdmissionPath path) =>
        Assert.Equal(
            Skipped("v1/pods is not asked about here"), AnswerText.Of(Reviews.Review(Pods, "CREATE", "{}", "null", "podinfo"), path));

    [Fact]
    public void A_resource_that_no_path_is_for_is_allowed_untouched() =>
        Assert.Equal(Skipped("v1/pods is not asked about"), AnswerText.Of(Reviews.Review(Pods, "CREATE", "{}", "null", "podinfo")));

    [Fact]
    public void An_exempt_namespace_is_never_judged_whatever_its_labels_say() => Assert.Equal(
        Skipped("the configuration exempts podin*"),
        AnswerText.Of(
            Reviews.Route(Reviews.RelativePath),
            settings: new() { ExemptNamespaces = ["podin*"] },
            namespaces: AnswerText.Labelled("podinfo", "routemetrics.io/mode", "enforce")));

    [Theory]
    [InlineData(AdmissionPath.MutateHttpRoutes)]
    [InlineData(AdmissionPath.ValidateHttpRoutes)]
    public void A_route_in_a_namespace_that_opted_out_is_allowed_untouched(AdmissionPath path) => Assert.Equal(
        Skipped("the namespace is opted out by the label routemetrics.io/enabled: \\\"false\\\""),
        AnswerText.Of(
            Reviews.Route(Reviews.RelativePath), path, namespaces: AnswerText.Labelled("podinfo", "routemetrics.io/enabled", "false")));

    [Fact]
    public void A_route_that_is_being_deleted_is_allowed_untouched() => Assert.Equal(
        Skipped("the route is being deleted"),
        AnswerText.Of(
            Reviews.Route(
                Reviews.RelativePath, "UPDATE", """{"name":"routes","namespace":"podinfo","deletionTimestamp":"2026-01-01T00:00:00Z"}""")));

    [Fact]
    public void A_dry_run_is_answered_like_any_other_request() => Assert.Equal(
        AnswerText.Of(Reviews.Route(Reviews.CatchAll)),
        AnswerText.Of(Reviews.Route(Reviews.CatchAll).Replace("\"dryRun\":false", "\"dryRun\":true", StringComparison.Ordinal)));

    [Fact]
    public void The_same_review_gives_the_same_bytes()
    {
        var review = Reviews.Route(Reviews.CatchAll);
        Assert.Equal(AnswerText.Of(review), AnswerText.Of(review));
        Assert.NotEqual(AnswerText.Of(review), AnswerText.Of(review, settings: new() { Mode = Mode.Audit }));
    }

    private static string Skipped(string reason) => $"allowed: true\nauditAnnotations: {{\"routemetrics-decision\":\"skipped: {reason}\"}}";
}
