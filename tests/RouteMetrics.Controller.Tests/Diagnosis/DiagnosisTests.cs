using System.Security.Cryptography;
using System.Text.Json.Nodes;
using RouteMetrics.Controller.Diagnosis;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Controller.Tests.Diagnosis;

/// <summary>What of a diagnosis follows from what was read alone; scripts/walk-through has the rest on a real API server.</summary>
public sealed class DiagnosisTests
{
    private const string Standard = "defaultProviders: {metrics: [prometheus]}\nextensionProviders: [{name: ours, prometheus: {}}]\n";

    [Theory]
    [InlineData(Standard, null, true)]
    [InlineData("rootNamespace: istio-system\n", null, false)]
    [InlineData("rootNamespace: istio-system\n", "ours", false)]
    [InlineData("rootNamespace: istio-system\n", "prometheus", true)]
    [InlineData(Standard, "ours", true)]
    [InlineData(Standard, "nope", false)]
    public void Metrics_need_a_provider_that_the_mesh_knows(string mesh, string? named, bool passes)
    {
        JsonObject[] telemetries = named is null
            ? []
            : [JsonNode.Parse($$$"""{"metadata": {"name": "t", "namespace": "istio-system"}, "spec": {"metrics": [{"providers": [{"name": "{{{named}}}"}]}]}}""")!.AsObject()];

        Assert.Equal(passes ? CheckResult.Passed : CheckResult.Failed, ProviderChecks.Of(mesh, telemetries).Result);
    }

    [Fact]
    public void A_module_has_the_digest_of_the_configuration()
    {
        byte[] content = [0, 97, 115, 109];
        var right = new WasmModule { Url = "http://x/m", Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) };

        Assert.Equal(CheckResult.Passed, ModuleCheck.Of(content, right).Result);
        var wrong = ModuleCheck.Of([1], right);
        Assert.Equal(CheckResult.Failed, wrong.Result);
        Assert.Contains($"not {right.Sha256}: proxies refuse it", wrong.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, CheckResult.Failed, "there is none")]
    [InlineData("""{}""", CheckResult.Failed, "it is not programmed: istiod has said nothing of it")]
    [InlineData("""{"status": {"conditions": [{"type": "Programmed", "status": "False", "message": "no pods"}]}}""", CheckResult.Failed,
        "it is not programmed: no pods")]
    [InlineData("""{"status": {"conditions": [{"type": "Programmed", "status": "True"}], "addresses": [{"value": ""}]}}""", CheckResult.Failed,
        "it has no address, so ztunnel sends all traffic past it")]
    [InlineData("""{"status": {"conditions": [{"type": "Programmed", "status": "True"}], "addresses": [{"value": "10.0.0.1"}]}}""",
        CheckResult.Passed, "programmed, at 10.0.0.1")]
    public void A_waypoint_is_programmed_and_has_an_address(string? gateway, object result, string detail)
    {
        var check = NamespaceChecks.Programmed(new("podinfo", "podinfo-waypoint"), gateway is null ? null : JsonNode.Parse(gateway)!.AsObject());

        Assert.Equal((result, detail), (check.Result, check.Detail));
    }

    [Theory]
    [InlineData("", "? this Prometheus has none", "? this Prometheus has none")]
    [InlineData("""{"labels": {"job": "istiod"}, "health": "up"}, {"labels": {"job": "envoy-stats"}, "health": "up"}""", "✓ 1 up", "✓ 1 up")]
    [InlineData("""
        {"discoveredLabels": {"__meta_kubernetes_pod_label_app": "istiod"}, "labels": {"job": "a"}, "health": "unknown"},
        {"discoveredLabels": {"__meta_kubernetes_pod_container_name": "istio-proxy"}, "labels": {"job": "b"}, "health": "up"},
        {"discoveredLabels": {"__meta_kubernetes_pod_container_name": "istio-proxy"}, "labels": {"job": "b"}, "health": "down",
         "scrapeUrl": "http://10.0.0.1:15020/stats/prometheus", "lastError": "refused"},
        {"discoveredLabels": {"__meta_kubernetes_service_name": "other"}, "labels": {"job": "c"}, "health": "down"}
        """, "? not scraped yet", "✗ 1 of 2 are down, such as http://10.0.0.1:15020/stats/prometheus: refused")]
    public void A_Prometheus_tells_whether_it_reaches_istiod_and_the_proxies(string targets, string istiod, string envoy)
    {
        var checks = ScrapeTargets.Of(JsonNode.Parse($$$"""{"data": {"activeTargets": [{{{targets}}}]}}"""));

        Assert.Equal(
            [$"scrape targets: istiod {istiod}", $"scrape targets: Envoy {envoy}"],
            checks.Select(static check =>
                $"{check.Name} {(check.Result switch { CheckResult.Passed => '✓', CheckResult.Failed => '✗', _ => '?' })} {check.Detail}"));
    }

    [Fact]
    public void Labels_are_read_from_the_exposition_of_a_waypoint()
    {
        var seen = new SeenLabels();
        seen.Read(
            """
            # TYPE istio_requests_total counter
            istio_requests_total{reporter="waypoint",destination_service_name="s",destination_service_namespace="n",route_name="GET /a,b\"}\\",response_code="200"} 6
            istio_requests_total{reporter="waypoint",destination_service_name="s",destination_service_namespace="n",route_name="unknown"} 2 1700000000000
            istio_requests_total{reporter="destination",destination_service_name="s",destination_service_namespace="n"} 99
            istio_requests_total{broken
            """,
            "route_name");

        Assert.Equal(
            [
                Check.Pass("n: labels of s", "8 requests, 25 % without a name"),
                Check.Pass("n: GET /a,b\"}\\", "seen, 6 requests"),
                Check.Unknown("n: POST /x", "not seen yet", "send such a request, and ask again"),
            ],
            seen.Of("n", "s", ["GET /a,b\"}\\", "POST /x"], "unknown"));
        Assert.Equal(CheckResult.Unknown, Assert.Single(seen.Of("n", "other", ["GET /"], "unknown")).Result);
    }

    [Fact]
    public void Labels_that_are_all_lost_are_wrong()
    {
        var seen = new SeenLabels();
        seen.Add("n", "s", "unknown", 5);

        Assert.Equal(CheckResult.Failed, seen.Of("n", "s", ["GET /"], "unknown")[0].Result);
    }
}
