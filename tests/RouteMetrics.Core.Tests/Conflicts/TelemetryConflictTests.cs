using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Conflicts;

/// <summary>Which Telemetries act on the proxy of a target, and what of them meets ours.</summary>
public sealed class TelemetryConflictTests
{
    private const string Label = """{"match": {"metric": "REQUEST_COUNT"}, "tagOverrides": {"route_name": {"value": "request.url_path"}}}""";
    private const string Same = """{"tagOverrides": {"route_name": {"value": "filter_state[\"wasm.istio_operationId\"]"}}}""";
    private const string Tag = "Tag Telemetry ";

    public static TheoryData<string, string, bool> OnWaypoints => new()
    {
        { "ns", $"\"targetRefs\": {Others.ToService}", true },
        { "ns", $"\"targetRefs\": {Others.ToWaypoint}", true },
        { "ns", "", true },
        { "istio-system", "", true },
        { "other", "", false },
        { "other", $"\"targetRefs\": {Others.ToService}", false },
        { "other", $"\"targetRefs\": {Others.ToWaypoint}", false },
        { "istio-system", $"\"targetRefs\": {Others.ToClass}", false },
        { "ns", """ "selector": {"matchLabels": {"gateway.networking.k8s.io/gateway-name": "ns-waypoint"}} """, false },
    };

    [Theory]
    [MemberData(nameof(OnWaypoints))]
    public void On_a_waypoint_a_Telemetry_is_met_that_names_Service_or_waypoint_or_is_for_all(string ns, string fields, bool meets) =>
        Assert.Equal(meets ? $"{Tag}{ns}/theirs" : "", Others.HeldBy(Others.ServiceRoute, Others.Telemetry(fields, Label, ns)));

    public static TheoryData<string, string, bool> OnGateways => new()
    {
        { "ns", $"\"targetRefs\": {Others.ToGateway}", true },
        { "ns", "", true },
        { "istio-system", "", true },
        { "ns", """ "selector": {"matchLabels": {"gateway.networking.k8s.io/gateway-name": "gw"}} """, true },
        { "ns", """ "selector": {"matchLabels": {"gateway.networking.k8s.io/gateway-name": "another"}} """, false },
        { "other", "", false },
    };

    [Theory]
    [MemberData(nameof(OnGateways))]
    public void On_a_Gateway_a_Telemetry_is_met_that_names_it_selects_its_pods_or_is_for_all(string ns, string fields, bool meets) =>
        Assert.Equal(meets ? $"{Tag}{ns}/theirs" : "", Others.HeldBy(Others.GatewayRoute, Others.Telemetry(fields, Label, ns)));

    [Theory]
    [InlineData(Label, "Tag")]
    [InlineData("""{"tagOverrides": {"route_name": {"operation": "REMOVE"}}}""", "Tag")]
    [InlineData("""{"match": {"metric": "ALL_METRICS"}, "tagOverrides": {"route_name": {"value": "'x'"}}}""", "Tag")]
    [InlineData("""{"match": {"metric": "REQUEST_SIZE"}, "tagOverrides": {"route_name": {"value": "'x'"}}}""", "")]
    [InlineData("""{"match": {"customMetric": "mine"}, "tagOverrides": {"route_name": {"value": "'x'"}}}""", "")]
    [InlineData("""{"tagOverrides": {"another": {"value": "filter_state['wasm.istio_operationId']"}}}""", "")]
    [InlineData("""{"match": {"mode": "CLIENT"}, "tagOverrides": {"route_name": {"value": "'x'"}}}""", "")]
    [InlineData("""{"match": {"mode": "SERVER"}, "tagOverrides": {"route_name": {"value": "'x'"}}}""", "Tag")]
    [InlineData(Same, "")]
    [InlineData(Label + "," + Same, "")]
    [InlineData("""{"disabled": true}""", "Disabled")]
    [InlineData("""{"disabled": true}, {"tagOverrides": {"another": {"value": "'x'"}}}""", "")]
    [InlineData("""{"match": {"metric": "REQUEST_SIZE"}, "disabled": true}""", "")]
    public void What_gives_our_metrics_another_value_of_our_label_meets_ours(string overrides, string kind) => Assert.Equal(
        kind.Length > 0 ? $"{kind} Telemetry ns/theirs" : "",
        Others.HeldBy(Others.ServiceRoute, Others.Telemetry($"\"targetRefs\": {Others.ToService}", overrides)));

    [Fact]
    public void A_Gateway_reports_as_a_client()
    {
        Assert.Equal("", HeldByMode("SERVER"));
        Assert.Equal($"{Tag}ns/theirs", HeldByMode("CLIENT"));

        static string HeldByMode(string mode) => Others.HeldBy(
            Others.GatewayRoute,
            Others.Telemetry("", $"{{\"match\": {{\"mode\": \"{mode}\"}}, \"tagOverrides\": {{\"route_name\": {{\"value\": \"'x'\"}}}}}}"));
    }

    [Fact]
    public void Of_several_for_all_in_one_namespace_only_the_oldest_counts()
    {
        var older = Others.Telemetry("", Same, name: "z", second: 1);
        Assert.Equal("", Others.HeldBy(Others.ServiceRoute, older, Others.Telemetry("", Label, name: "a", second: 2)));
        Assert.Equal($"{Tag}ns/a", Others.HeldBy(Others.ServiceRoute, older, Others.Telemetry("", Label, name: "a", second: 0)));
    }

    [Fact]
    public void A_label_of_the_root_that_the_namespace_overwrites_is_not_met_and_of_those_that_name_the_proxy_the_youngest_is()
    {
        Assert.Equal("", Others.HeldBy(Others.ServiceRoute, Others.Telemetry("", Label, "istio-system"), Others.Telemetry("", Same)));
        Assert.Equal(
            $"{Tag}ns/young",
            Others.HeldBy(
                Others.ServiceRoute,
                Others.Telemetry($"\"targetRefs\": {Others.ToWaypoint}", Label, name: "young", second: 9),
                Others.Telemetry($"\"targetRefs\": {Others.ToService}", Label, name: "old", second: 8)));
    }

    [Theory]
    [InlineData("""[{"name": "nope"}]""", true)]
    [InlineData("""[{"name": "prometheus"}]""", false)]
    [InlineData("""[{"name": "nope"}, {"name": "prometheus"}]""", false)]
    public void Providers_without_Prometheus_cut_ours_off(string providers, bool meets)
    {
        var spec = $"{{\"metrics\": [{{\"providers\": {providers}}}]}}";
        Assert.Equal(meets ? "Providers Telemetry ns/theirs" : "", Others.HeldBy(Others.ServiceRoute, Others.Of("Telemetry", "ns", "theirs", spec)));
        Assert.Equal(
            "",
            Others.HeldBy(
                Others.ServiceRoute, Others.Of("Telemetry", "istio-system", "theirs", spec),
                Others.Of("Telemetry", "ns", "back", """{"metrics": [{"providers": [{"name": "prometheus"}]}]}""")));
    }

    [Fact]
    public void A_label_that_is_set_for_another_provider_is_not_met()
    {
        var spec = $"{{\"metrics\": [{{\"providers\": [{{\"name\": \"nope\"}}], \"overrides\": [{Label}]}}, {{\"providers\": [{{\"name\": \"prometheus\"}}]}}]}}";
        Assert.Equal("", Others.HeldBy(Others.ServiceRoute, Others.Of("Telemetry", "ns", "theirs", spec)));
    }

    [Theory]
    [InlineData("\"targetRefs\": " + Others.ToService, 4, ", and Telemetry ns/svc-telemetry would win")]
    [InlineData("\"targetRefs\": " + Others.ToService, 6, ", and would win over Telemetry ns/svc-telemetry")]
    [InlineData("", 6, ", and Telemetry ns/svc-telemetry would win")]
    public void The_youngest_that_names_the_proxy_wins_and_any_that_does_over_one_for_all(string fields, int second, string expected)
    {
        var ours = Others.Telemetry($"\"targetRefs\": {Others.ToService}", Same, name: "svc-telemetry", second: 5) with { IsOurs = true };
        var mesh = Others.Mesh(Others.ServiceRoute, ours, Others.Telemetry(fields, Label, second: second));
        Assert.EndsWith(expected, Assert.Single(RoutePlan.Of(mesh, Some.Defaults).Held[0].Conflicts).Reason);
    }

    [Fact]
    public void The_native_engine_is_met_by_the_same_label_since_its_values_are_others()
    {
        var mesh = Others.Mesh(Others.ServiceRoute, Others.Telemetry($"\"targetRefs\": {Others.ToService}", Same));
        Assert.Empty(RoutePlan.Of(mesh, Some.Defaults).Held);
        Assert.Single(RoutePlan.Of(mesh, Some.Defaults with { Engine = Engine.Native }).Held);
    }
}
