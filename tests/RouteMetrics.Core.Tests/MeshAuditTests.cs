using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Expressions;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests;

public sealed class MeshAuditTests
{
    private static readonly IstioResource FailsClosed = Written.WasmPlugin("""
        {"targetRefs": [{"group": "", "kind": "Service", "name": "s"}], "url": "https://modules.example.com/attributegen.wasm", "failStrategy": "FAIL_CLOSE",
         "phase": "AUTHN", "imagePullPolicy": "IfNotPresent", "pluginConfig": {"attributes": [
           {"output_attribute": "istio_operationId", "phase": "ON_REQUEST", "match": [{"value": "x", "condition": "request.url_path == '/x'"}]}]}}
        """);

    [Fact]
    public void Findings_about_routes_and_hand_written_objects_come_in_one_order()
    {
        var review = MeshAudit.Of(new() { Routes = [Some.Route("z", Some.Service("s"), Some.Prefix("/"))] }, [FailsClosed], Some.Defaults);

        Assert.Equal(
            ["HTTPRoute ns/z RMW006", "WasmPlugin ns/plugin RMW115"],
            review.Findings.Select(static finding => $"{finding.Object} {finding.Code}"));
        Assert.Equal([new NamespaceAudit("ns", Mode.Enforce) { Objects = 2, Warned = 2, Series = 575, Budget = 1_000_000 }], review.Namespaces);
    }

    [Fact]
    public void A_mode_is_told_and_changes_no_severity()
    {
        var state = new MeshSnapshot
        {
            Namespaces = [new("ns", new Dictionary<string, string>(StringComparer.Ordinal) { [IstioLabels.Mode] = "audit" })],
            Routes = [Some.Route("r", Some.Service("s"), Some.Exact("x"))],
        };

        var review = MeshAudit.Of(state, [], Some.Defaults);

        Assert.Equal([(FindingCode.RMW012, Severity.Deny)], review.Findings.Select(static finding => (finding.Code, finding.Severity)));
        Assert.Equal([new NamespaceAudit("ns", Mode.Audit) { Objects = 1, Denied = 1, Series = 575, Budget = 1_000_000 }], review.Namespaces);
    }

    [Fact]
    public void What_admission_leaves_alone_is_not_judged_but_still_goes_before_other_routes()
    {
        var state = new MeshSnapshot
        {
            Routes =
            [
                Some.Route("first", Some.Gateway("g"), Some.Exact("/x")).At(1) with { Key = new(RouteKind.Http, "exempt", "first") },
                Some.Route("second", Some.Gateway("g"), Some.Exact("/x")).At(2),
            ],
        };
        var settings = Some.Defaults with { ExemptNamespaces = ["exempt"] };

        var review = MeshAudit.Of(state, [], settings);

        Assert.Equal(["HTTPRoute ns/second RMW003"], review.Findings.Select(static finding => $"{finding.Object} {finding.Code}"));
        Assert.Equal(
            [
                new NamespaceAudit("exempt", Mode.Enforce) { ReasonNotJudged = "the configuration exempts exempt" },
                new NamespaceAudit("ns", Mode.Enforce) { Objects = 1, Warned = 1, Budget = 1_000_000 },
            ],
            review.Namespaces);
    }
}
