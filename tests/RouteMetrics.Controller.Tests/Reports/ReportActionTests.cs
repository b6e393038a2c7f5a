using System.Text.Json.Nodes;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Tests.Reports;

public sealed class ReportActionTests
{
    [Fact]
    public void What_is_missing_is_created() => Assert.Equal(["Create a", "Create b"], Plan([Desired("b"), Desired("a")]));

    [Fact]
    public void What_says_the_same_is_left_alone() => Assert.Empty(Plan([Desired("a")], Stored(Desired("a"))));

    [Fact]
    public void What_says_something_else_is_changed_and_only_if_it_is_still_the_same_object()
    {
        var other = Stored(Desired("a", "another reason"));
        var action = Assert.IsType<ReportAction.Change>(Assert.Single(ReportAction.Of(ByNamespace(Desired("a")), [other])));

        var expected = Desired("a");
        expected["metadata"]!["uid"] = "uid-of-a";
        Assert.Equal(expected.ToJsonString(), action.Body.ToJsonString());
    }

    [Fact]
    public void Somebodys_change_to_a_count_is_taken_back()
    {
        var changed = Stored(Desired("a"));
        changed["summary"]!["warn"] = 0;
        Assert.Equal(["Change a"], Plan([Desired("a")], changed));
    }

    [Fact]
    public void What_is_about_nothing_any_more_is_deleted() => Assert.Equal(
        [new ReportAction.Delete("a", new("uid-of-a", "7"))], ReportAction.Of(ByNamespace(), [Stored(Desired("a"))]));

    [Theory]
    [InlineData("name")]
    [InlineData("labels")]
    [InlineData("managedFields")]
    public void Without_its_name_or_one_of_our_marks_a_report_is_somebody_elses(string field)
    {
        var foreign = Stored(Desired("a"));
        foreign["metadata"]!.AsObject().Remove(field);
        Assert.Empty(Plan([], foreign));
        Assert.Equal(["Create a"], Plan([Desired("a")], foreign));
    }

    private static string[] Plan(JsonObject[] desired, params JsonObject[] existing) =>
        [.. ReportAction.Of(ByNamespace(desired), existing).Select(static action => $"{action.GetType().Name} {action.Namespace}")];

    private static Dictionary<string, JsonObject> ByNamespace(params JsonObject[] reports) =>
        reports.ToDictionary(static report => (string)report["metadata"]!["namespace"]!, StringComparer.Ordinal);

    private static JsonObject Desired(string ns, string reason = "matches every request") => NamespaceReport.Of(
        ResourceType.Reports,
        ns,
        [new(FindingCode.RMW006, Severity.Warn, ObjectRef.Route(new(RouteKind.Http, ns, "r")), "spec.rules[0].matches[0]", null, reason, "name it")],
        new Dictionary<ObjectRef, ObjectIdentity>(),
        RouteMetricsSettings.Default);

    // As the API server gives it back.
    private static JsonObject Stored(JsonObject report)
    {
        var stored = JsonNode.Parse(report.ToJsonString())!.AsObject();
        var metadata = stored["metadata"]!.AsObject();
        (metadata["uid"], metadata["resourceVersion"], metadata["creationTimestamp"]) = ($"uid-of-{metadata["namespace"]}", "7", "2026-01-01T00:00:00Z");
        metadata["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "route-metrics", ["operation"] = "Apply" });
        return stored;
    }
}
