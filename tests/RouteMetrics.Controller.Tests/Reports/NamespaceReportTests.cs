using System.Text.Json.Nodes;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Tests.Reports;

public sealed class NamespaceReportTests
{
    private static readonly Finding Catchall = Warning("spec.rules[0].matches[0]");

    private static readonly Finding NotAbsolute =
        new(FindingCode.RMW012, Severity.Deny, ObjectRef.Route(new(RouteKind.Http, "shop", "cart")), "spec.rules[1].matches[0].path.value", "items", "must be an absolute path", "begin it with /");

    [Fact]
    public void Denials_come_first_as_fail_and_the_others_as_warn() => Assert.Equal(
        """
        {
          "apiVersion": "openreports.io/v1alpha1",
          "kind": "Report",
          "metadata": {
            "name": "route-metrics",
            "namespace": "shop",
            "labels": {
              "app.kubernetes.io/managed-by": "route-metrics"
            }
          },
          "scope": {
            "apiVersion": "v1",
            "kind": "Namespace",
            "name": "shop"
          },
          "summary": {
            "pass": 0,
            "fail": 1,
            "warn": 1,
            "error": 0,
            "skip": 0
          },
          "results": [
            {
              "source": "route-metrics",
              "policy": "RMW012",
              "category": "Route metrics",
              "severity": "high",
              "result": "fail",
              "scored": true,
              "resources": [
                {
                  "apiVersion": "gateway.networking.k8s.io/v1",
                  "kind": "HTTPRoute",
                  "namespace": "shop",
                  "name": "cart",
                  "uid": "4711"
                }
              ],
              "message": "spec.rules[1].matches[0].path.value: \u0022items\u0022: must be an absolute path; begin it with /; see docs/policy/RMW012.md",
              "properties": {
                "title": "Value is not allowed by the CRD of the route, or the route is too large to be measured",
                "path": "spec.rules[1].matches[0].path.value"
              }
            },
            {
              "source": "route-metrics",
              "policy": "RMW006",
              "category": "Route metrics",
              "severity": "medium",
              "result": "warn",
              "scored": false,
              "resources": [
                {
                  "apiVersion": "gateway.networking.k8s.io/v1",
                  "kind": "HTTPRoute",
                  "namespace": "shop",
                  "name": "cart",
                  "uid": "4711"
                }
              ],
              "message": "spec.rules[0].matches[0]: matches every request; name it; see docs/policy/RMW006.md",
              "properties": {
                "title": "Catch-all match has a name that says nothing",
                "path": "spec.rules[0].matches[0]"
              }
            }
          ],
          "source": "route-metrics"
        }
        """,
        Report(ResourceType.Reports, Catchall, NotAbsolute).ToJsonString(new() { WriteIndented = true, NewLine = "\n" }));

    [Fact]
    public void A_PolicyReport_says_the_same_but_for_the_source_that_it_has_no_field_for()
    {
        var report = Report(ResourceType.Reports, NotAbsolute);
        report.Remove("source");
        (report["apiVersion"], report["kind"]) = ("wgpolicyk8s.io/v1alpha2", "PolicyReport");

        Assert.Equal(report.ToJsonString(), Report(ResourceType.PolicyReports, NotAbsolute).ToJsonString());
    }

    [Fact]
    public void What_is_beyond_its_bounds_is_counted_and_what_denies_is_never_beyond_for_what_warns()
    {
        var report = Report(ResourceType.Reports, [.. Enumerable.Range(0, 300).Select(static i => Warning($"spec.rules[{i}].matches[0]")), NotAbsolute with { Reason = new('x', 5000) }]);

        Assert.Equal("51", (string?)report["metadata"]!["annotations"]![NamespaceReport.OmittedAnnotation]);
        Assert.Equal((1, 300), ((int)report["summary"]!["fail"]!, (int)report["summary"]!["warn"]!));
        Assert.Equal(250, report["results"]!.AsArray().Count);
        Assert.Equal("RMW012", (string?)report["results"]![0]!["policy"]);
        Assert.Equal(1024, System.Text.Encoding.UTF8.GetByteCount((string)report["results"]![0]!["message"]!));
    }

    private static Finding Warning(string path) => new(FindingCode.RMW006, Severity.Warn, ObjectRef.Route(new(RouteKind.Http, "shop", "cart")), path, null, "matches every request", "name it");

    private static JsonObject Report(ResourceType type, params Finding[] findings) => NamespaceReport.Of(
        type, "shop", findings, new Dictionary<ObjectRef, ObjectIdentity> { [NotAbsolute.Object] = new("shop", "cart", "4711", "1") }, RouteMetricsSettings.Default);
}
