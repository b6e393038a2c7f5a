using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Policies;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Expressions;
using RouteMetrics.Core.Tests.Synthesis;

namespace RouteMetrics.Core.Tests.Policies;

public sealed class MeshReviewTests
{
    private static readonly IstioResource FailsClosed = Written.WasmPlugin("""
        {"targetRefs": [{"group": "", "kind": "Service", "name": "s"}], "url": "https://modules.example.com/attributegen.wasm", "failStrategy": "FAIL_CLOSE",
         "phase": "AUTHN", "imagePullPolicy": "IfNotPresent", "pluginConfig": {"attributes": [
           {"output_attribute": "istio_operationId", "phase": "ON_REQUEST", "match": [{"value": "x", "condition": "request.url_path == '/x'"}]}]}}
        """);

    [Fact]
    public void Findings_about_routes_and_hand_written_objects_come_in_one_order()
    {
        var review = MeshReview.Of(new() { Routes = [Some.Route("z", Some.Service("s"), Some.Prefix("/"))] }, [FailsClosed], Some.Defaults);

        Assert.Equal(
            ["HTTPRoute ns/z RMW006", "WasmPlugin ns/plugin RMW115"],
            review.Findings.Select(static finding => $"{finding.Object} {finding.Code}"));
        Assert.Equal([new NamespaceReview("ns", Mode.Enforce) { Objects = 2, Warned = 2, Series = 575, Budget = 1_000_000 }], review.Namespaces);
    }

    [Fact]
    public void A_mode_is_told_and_changes_no_severity()
    {
        var state = new MeshState
        {
            Namespaces = [new("ns", new Dictionary<string, string>(StringComparer.Ordinal) { [IstioLabels.Mode] = "audit" })],
            Routes = [Some.Route("r", Some.Service("s"), Some.Exact("x"))],
        };

        var review = MeshReview.Of(state, [], Some.Defaults);

        Assert.Equal([(FindingCode.RMW012, Severity.Deny)], review.Findings.Select(static finding => (finding.Code, finding.Severity)));
        Assert.Equal([new NamespaceReview("ns", Mode.Audit) { Objects = 1, Denied = 1, Series = 575, Budget = 1_000_000 }], review.Namespaces);
    }

    [Fact]
    public void What_admission_leaves_alone_is_not_judged_but_still_goes_before_other_routes()
    {
        var state = new MeshState
        {
            Routes =
            [
                Some.Route("first", Some.Gateway("g"), Some.Exact("/x")).At(1) with { Key = new("exempt", "first") },
                Some.Route("second", Some.Gateway("g"), Some.Exact("/x")).At(2),
            ],
        };
        var settings = Some.Defaults with { ExemptNamespaces = ["exempt"] };

        var review = MeshReview.Of(state, [], settings);

        Assert.Equal(["HTTPRoute ns/second RMW003"], review.Findings.Select(static finding => $"{finding.Object} {finding.Code}"));
        Assert.Equal(
            [
                new NamespaceReview("exempt", Mode.Enforce) { ReasonNotJudged = "the configuration exempts exempt" },
                new NamespaceReview("ns", Mode.Enforce) { Objects = 1, Warned = 1, Series = 575, Budget = 1_000_000 },
            ],
            review.Namespaces);
    }
}
