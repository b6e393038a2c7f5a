using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Conflicts;

/// <summary>Which extensions act on the proxy of a target, and which of two writers wins.</summary>
public sealed class ExtensionConflictTests
{
    private const string Attribute = "Attribute WasmPlugin ";

    public static TheoryData<string, string, bool> OnWaypoints => new()
    {
        { "ns", $"\"targetRefs\": {Others.ToService}", true },
        { "ns", """ "targetRef": {"kind": "Service", "name": "svc"} """, true },
        { "ns", $"\"targetRefs\": {Others.ToWaypoint}", true },
        { "istio-system", $"\"targetRefs\": {Others.ToClass}", true },
        { "ns", $"\"targetRefs\": {Others.ToClass}", false },
        { "other", $"\"targetRefs\": {Others.ToService}", false },
        { "other", $"\"targetRefs\": {Others.ToWaypoint}", false },
        { "istio-system", $"\"targetRefs\": {Others.ToService}", false },
        { "ns", """ "targetRefs": [{"kind": "Service", "name": "another"}] """, false },
        { "ns", """ "targetRefs": [{"group": "networking.istio.io", "kind": "ServiceEntry", "name": "svc"}] """, false },
        { "ns", $"\"targetRefs\": {Others.ToGateway}", false },
        { "ns", """ "selector": {"matchLabels": {"gateway.networking.k8s.io/gateway-name": "ns-waypoint"}} """, false },
        { "ns", "", false },
        { "istio-system", "", false },
        { "ns", $"\"targetRefs\": {Others.ToService}, \"match\": [{{\"mode\": \"CLIENT\"}}, {{\"ports\": [{{\"number\": 80}}]}}]", false },
        { "ns", $"\"targetRefs\": {Others.ToService}, \"match\": [{{\"mode\": \"CLIENT\"}}, {{\"mode\": \"SERVER\"}}]", true },
    };

    [Theory]
    [MemberData(nameof(OnWaypoints))]
    public void On_a_waypoint_a_plugin_is_met_that_names_the_Service_the_waypoint_or_its_class(string ns, string fields, bool meets) =>
        Assert.Equal(meets ? $"{Attribute}{ns}/theirs" : "", Others.HeldBy(Others.ServiceRoute, Others.Plugin(fields, ns)));

    public static TheoryData<string, string, bool> OnGateways => new()
    {
        { "ns", $"\"targetRefs\": {Others.ToGateway}", true },
        { "ns", "", true },
        { "istio-system", "", true },
        { "ns", """ "selector": {"matchLabels": {"gateway.networking.k8s.io/gateway-name": "gw"}} """, true },
        { "istio-system", """ "selector": {"matchLabels": {"gateway.networking.k8s.io/gateway-name": "gw"}} """, true },
        { "ns", """ "selector": {"matchLabels": {"team": "a"}} """, true },
        { "ns", """ "selector": {"matchLabels": {"team": "b"}} """, false },
        { "ns", """ "selector": {"matchLabels": {"gateway.networking.k8s.io/gateway-name": "another"}} """, false },
        { "other", "", false },
        { "other", $"\"targetRefs\": {Others.ToGateway}", false },
        { "istio-system", $"\"targetRefs\": {Others.ToGateway}", false },
        { "istio-system", $"\"targetRefs\": {Others.ToClass}", false },
        { "ns", """ "targetRefs": [{"kind": "Service", "name": "gw"}] """, false },
    };

    [Theory]
    [MemberData(nameof(OnGateways))]
    public void On_a_Gateway_a_plugin_is_met_that_names_it_selects_its_pods_or_is_for_all(string ns, string fields, bool meets)
    {
        var gateway = new GatewayResource(new("ns", "gw"), "istio")
        {
            Listeners = [new("http", 80, "HTTP")],
            PodLabels = new Dictionary<string, string> { ["team"] = "a" },
        };
        var mesh = Others.Mesh(Others.GatewayRoute, Others.Plugin(fields, ns)) with { Gateways = [gateway] };
        Assert.Equal(meets ? $"{Attribute}{ns}/theirs" : "", Others.HeldBy(mesh));
    }

    [Fact]
    public void Of_pods_that_somebody_else_deploys_any_selector_may_be_true()
    {
        var gateway = new GatewayResource(new("ns", "gw"), "istio") { Listeners = [new("http", 80, "HTTP")], PodLabels = null };
        var mesh = Others.Mesh(Others.GatewayRoute, Others.Plugin(""" "selector": {"matchLabels": {"team": "b"}} """)) with { Gateways = [gateway] };
        Assert.Equal($"{Attribute}ns/theirs", Others.HeldBy(mesh));
    }

    [Theory]
    [InlineData("TrafficExtension", """ "wasm": {"url": "oci://x", "pluginConfig": CONFIG} """, true)]
    [InlineData("TrafficExtension", """ "lua": {"inlineCode": "x"} """, false)]
    [InlineData("WasmPlugin", """ "url": "oci://x", "pluginConfig": CONFIG """, true)]
    [InlineData("WasmPlugin", """ "url": "oci://x", "pluginConfig": {"attributes": [{"outputAttribute": "istio_operationId"}]} """, true)]
    [InlineData("WasmPlugin", """ "url": "oci://x", "pluginConfig": {"attributes": [{"output_attribute": "istio_responseClass"}]} """, false)]
    [InlineData("WasmPlugin", """ "url": "oci://waf", "pluginConfig": {"attributes": "istio_operationId"} """, false)]
    [InlineData("WasmPlugin", """ "url": "oci://waf" """, false)]
    public void Only_what_writes_our_attribute_meets_ours(string kind, string fields, bool meets)
    {
        var spec = $"{{\"targetRefs\": {Others.ToService}, {fields.Replace("CONFIG", Others.Config, StringComparison.Ordinal)}}}";
        Assert.Equal(meets ? $"Attribute {kind} ns/theirs" : "", Others.HeldBy(Others.ServiceRoute, Others.Of(kind, "ns", "theirs", spec)));
    }

    [Fact]
    public void What_is_ours_or_given_up_to_us_and_any_plugin_beside_the_native_engine_meets_nothing()
    {
        var theirs = Others.Plugin($"\"targetRefs\": {Others.ToService}");
        Assert.Equal("", Others.HeldBy(Others.ServiceRoute, theirs with { IsOurs = true }));
        Assert.Equal("", Others.HeldBy(Others.ServiceRoute, theirs with { IsGivenUp = true }));
        Assert.Empty(RoutePlan.Of(Others.Mesh(Others.ServiceRoute, theirs), Some.Defaults with { Engine = Engine.Native }).Held);
    }

    [Fact]
    public void A_spec_that_is_too_large_to_be_looked_at_may_write_anything_in_its_namespace()
    {
        var unread = Core.Conflicts.AttachedSpec.Of(new(ObjectRef.WasmPlugin(new("ns", "large")), null));
        Assert.Equal($"{Attribute}ns/large", Others.HeldBy(Others.ServiceRoute, unread));
        Assert.Equal("", Others.HeldBy(Others.ServiceRoute with { Key = new(RouteKind.Http, "b", "r"), ParentRefs = [Some.Service("svc", ns: "b")] }, unread));
    }

    /// <summary>Ours: phase AUTHN, no priority, created in second 5, named svc-wasmplugin.</summary>
    [Theory]
    [InlineData("\"phase\": \"AUTHN\"", "ns", "theirs", 4, "before")]
    [InlineData("\"phase\": \"AUTHN\"", "ns", "theirs", 6, "after")]
    [InlineData("\"phase\": \"AUTHN\"", "ns", "a", 5, "before")]
    [InlineData("\"phase\": \"AUTHN\"", "ns", "z", 5, "after")]
    [InlineData("\"phase\": \"AUTHN\", \"priority\": -1", "ns", "theirs", 6, "before")]
    [InlineData("\"phase\": \"AUTHZ\", \"priority\": 9", "ns", "theirs", 4, "after")]
    [InlineData("\"phase\": \"STATS\"", "ns", "theirs", 4, "after")]
    [InlineData("\"priority\": 9", "ns", "theirs", 4, "after")]
    [InlineData("\"phase\": \"AUTHN\"", "istio-system", "theirs", 4, "after")]
    [InlineData("\"phase\": \"AUTHN\", \"priority\": 1", "istio-system", "theirs", 6, "before")]
    public void The_order_is_phase_priority_namespace_age_and_name(string fields, string ns, string name, int second, string expected)
    {
        var theirs = Others.Plugin($"{fields}, \"targetRefs\": {(ns == "ns" ? Others.ToService : Others.ToClass)}", ns, name);
        var ours = Others.Plugin($"\"phase\": \"AUTHN\", \"targetRefs\": {Others.ToService}", name: "svc-wasmplugin");
        var mesh = Others.Mesh(Others.ServiceRoute, theirs with { CreationTimestamp = At(second) }, ours with { CreationTimestamp = At(5), IsOurs = true });
        Assert.Contains($", {expected} WasmPlugin ns/svc-wasmplugin", Assert.Single(RoutePlan.Of(mesh, Some.Defaults).Held[0].Conflicts).Reason);
    }

    [Fact]
    public void An_attribute_of_after_the_response_overwrites_ours_whatever_the_order_of_the_plugins()
    {
        var theirs = Others.Of(
            "WasmPlugin", "ns", "theirs",
            $"{{\"phase\": \"AUTHN\", \"priority\": 9, \"targetRefs\": {Others.ToService}, \"pluginConfig\": {{\"attributes\": [{{\"output_attribute\": \"istio_operationId\"}}]}}}}");
        Assert.Contains(", after ", Assert.Single(RoutePlan.Of(Others.Mesh(Others.ServiceRoute, theirs), Some.Defaults).Held[0].Conflicts).Reason);
    }

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);
}
