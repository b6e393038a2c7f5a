using RouteMetrics.Core.Model;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Conflicts;

/// <summary>What VirtualServices take away from routes, and what they do not (measured on istiod's code).</summary>
public sealed class TakenRequestsTests
{
    private static readonly KeyValuePair<string, string>[] OnPublic = [new("gateway.networking.k8s.io/gateway-name", "public")];

    private static string[] FindingsOf(
        string[] hostnames, string host, KeyValuePair<string, string>[]? selector = null, string gateway = "ns/legacy", int port = 80, string served = "*",
        string? name = null, string? listener = null)
    {
        var state = new MeshSnapshot
        {
            Gateways = [new(new("ns", "public"), "istio") { Listeners = [new("http", 80, "HTTP") { Hostname = listener }] }],
            Routes = [Some.Route("r", Some.Gateway("public"), Some.Exact("/x")) with { Hostnames = hostnames }],
            IstioGateways = [new(new("ns", "legacy")) { Selector = selector ?? OnPublic, Servers = [new(port, [served])] }],
            VirtualServices = [new(new("old", "v")) { Hosts = [host], Gateways = [gateway], RouteNames = name is null ? [] : [name] }],
        };
        return RoutePlan.Of(state, Some.Defaults).Messages();
    }

    private static string Lost(string host, string to) =>
        $"ns/r RMW016 spec.parentRefs[0]: VirtualService old/v of Istio Gateway ns/legacy, which is on the pods of Gateway ns/public, takes host {host} away: "
        + $"its requests have none of the labels that the route gives to {to}; list {host} in spec.hostnames, where the route goes first, or take the host out of the VirtualService";

    [Fact]
    public void A_host_of_its_own_is_lost_to_a_route_for_every_host() => Assert.Equal([Lost("x.example", "every host")], FindingsOf([], "x.example"));

    [Fact]
    public void A_narrower_host_is_lost_to_a_wildcard() => Assert.Equal([Lost("a.example.com", "*.example.com")], FindingsOf(["*.example.com"], "a.example.com"));

    [Fact]
    public void A_narrower_host_is_lost_to_a_listeners_wildcard() => Assert.Equal([Lost("a.example.com", "*.example.com")], FindingsOf([], "a.example.com", listener: "*.example.com"));

    [Fact]
    public void A_narrower_wildcard_is_lost_to_every_host() => Assert.Equal([Lost("*.example.com", "every host")], FindingsOf([], "*.example.com"));

    [Fact]
    public void A_selector_that_names_no_Gateway_may_be_true_of_every_pod() => Assert.Equal([Lost("x.example", "every host")], FindingsOf([], "x.example", []));

    public static TheoryData<string[]> Unharmed => new()
    {
        FindingsOf(["x.example"], "x.example"), FindingsOf(["x.example"], "*.example"), FindingsOf([], "*"), FindingsOf(["*.other"], "x.example"),
        FindingsOf([], "x.example", [new("gateway.networking.k8s.io/gateway-name", "other")]), FindingsOf([], "x.example", [new("istio", "ingressgateway")]),
        FindingsOf([], "x.example", gateway: "ns/public"), FindingsOf([], "x.example", gateway: "mesh"), FindingsOf([], "x.example", port: 8080),
        FindingsOf([], "x.example", served: "old/y.example"), FindingsOf([], "a.example.com", listener: "*.other.com"),
    };

    [Theory]
    [MemberData(nameof(Unharmed), DisableDiscoveryEnumeration = true)]
    public void The_same_host_a_wider_one_another_port_or_other_pods_take_nothing(string[] findings) => Assert.Empty(findings);

    [Theory]
    [InlineData("s", "ns", true)]
    [InlineData("s", "other", false)]
    [InlineData("s.ns.svc.cluster.local", "other", true)]
    [InlineData("*.ns.svc.cluster.local", "other", true)]
    [InlineData("t.ns.svc.cluster.local", "ns", false)]
    public void An_entry_with_the_name_of_a_rule_is_told(string host, string ns, bool isTold)
    {
        var state = new MeshSnapshot
        {
            Routes = [Some.Route("r", Some.Service("s"), Some.Exact("/x"))],
            VirtualServices = [new(new(ns, "v")) { Hosts = [host], Gateways = ["mesh"], RouteNames = ["ns.r.0"] }],
        };

        Assert.Equal(
            isTold
                ? [$"ns/r RMW016 spec.parentRefs[0]: VirtualService {ns}/v has an http entry of the name ns.r.0, which is Envoy's name of spec.rules[0]: the two cannot be told apart by it; rename the entry"]
                : [],
            RoutePlan.Of(state, Some.Defaults).Messages());
    }

    [Fact]
    public void On_a_waypoint_entries_come_behind_the_routes_and_take_nothing() => Assert.Empty(RoutePlan.Of(
        new()
        {
            Routes = [Some.Route("r", Some.Service("s"), Some.Exact("/x"))],
            VirtualServices = [new(new("ns", "v")) { Hosts = ["s"], Gateways = ["mesh"] }],
        },
        Some.Defaults).Messages());
}
