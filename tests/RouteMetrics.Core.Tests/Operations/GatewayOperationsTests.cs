using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Operations;

public class GatewayOperationsTests
{
    private static HttpRoute On(string name, string[] hostnames, params HttpRouteMatch[] matches) =>
        Some.Route(name, Some.Gateway("gw"), matches) with { Hostnames = hostnames };

    private static RoutePlan Plan(GatewayResource gateway, params HttpRoute[] routes) =>
        RoutePlan.Of(new() { Gateways = [gateway], Routes = routes }, Some.Requests);

    private static GatewayResource Gateway(params Listener[] listeners) => new(new("ns", "gw"), "istio") { Listeners = listeners };

    [Fact]
    public void A_route_for_every_host_needs_no_host_condition() =>
        Assert.Equal(["* /x: request.url_path == '/x'"], Some.PlanOfRequests(On("r", [], Some.Exact("/x"))).Lines());

    [Fact]
    public void A_wider_virtual_host_excludes_the_narrower_ones_under_it()
    {
        var plan = Some.PlanOfRequests(
            On("any", [], Some.Exact("/x")),
            On("wild", ["*.a.com"], Some.Exact("/x")),
            On("exact", ["b.a.com", "c.com"], Some.Exact("/x")));

        Assert.Equal(
            [
                @"* /x {route=ns/exact}: request.url_path == '/x' && request.host.matches('(?i)^b\\.a\\.com(?::[0-9]*)?$')",
                @"* /x {route=ns/exact}: request.url_path == '/x' && request.host.matches('(?i)^c\\.com(?::[0-9]*)?$')",
                @"* /x {host=*.a.com}: request.url_path == '/x' && request.host.matches('(?i)^.+\\.a\\.com(?::[0-9]*)?$') && !request.host.matches('(?i)^b\\.a\\.com(?::[0-9]*)?$')",
                @"* /x: request.url_path == '/x' && !request.host.matches('(?i)^(?:.+\\.a\\.com|c\\.com)(?::[0-9]*)?$')",
            ],
            plan.Lines());
        Assert.Empty(plan.Findings);
    }

    [Fact]
    public void Ports_with_the_same_routes_share_them_and_others_are_told_apart()
    {
        var plan = Plan(
            Gateway(new("a", 80, "HTTP"), new("b", 8080, "HTTP"), new("c", 9090, "HTTP"), new("tcp", 5432, "TCP")),
            On("all", [], Some.Exact("/x")),
            Some.Route("one", Some.Gateway("gw", section: "c"), Some.Exact("/y")));

        Assert.Equal(
            [
                "* /x: request.url_path == '/x' && (destination.port == 80 || destination.port == 8080)",
                "* /x: request.url_path == '/x' && destination.port == 9090",
                "* /y: request.url_path == '/y' && destination.port == 9090",
            ],
            plan.Lines());
    }

    [Fact]
    public void A_port_of_a_Gateway_that_is_not_known_is_told_from_the_rest()
    {
        var plan = Some.PlanOfRequests(On("any", [], Some.Exact("/x")), Some.Route("one", Some.Gateway("gw", 8080), Some.Prefix("/")));

        Assert.Equal(
            [
                "* /x: request.url_path == '/x' && destination.port == 8080",
                "* /*: request.url_path.startsWith('/') && destination.port == 8080",
                "* /x: request.url_path == '/x' && destination.port != 8080",
            ],
            plan.Lines());
    }

    [Fact]
    public void A_catch_all_on_one_listener_of_an_unknown_Gateway_hides_nothing_on_another()
    {
        var plan = Some.PlanOfRequests(
            Some.Route("redirect", Some.Gateway("gw", section: "http"), Some.Prefix("/")).At(1),
            Some.Route("main", Some.Gateway("gw", section: "https"), Some.Prefix("/api"), Some.Exact("/x")).At(2),
            Some.Route("both", Some.Gateway("gw"), Some.Exact("/y")).At(3));

        Assert.Equal(["* /y", "* /x", "* /api/*", "* /*"], plan.Values());
        Assert.Equal(["RMW006"], plan.Findings.Select(finding => finding.Code.ToString()));
    }

    [Fact]
    public void A_listener_leaves_a_hostname_to_a_more_specific_listener_of_its_port()
    {
        var gateway = Gateway(new("wide", 80, "HTTP") { Hostname = "*.a.com" }, new("narrow", 80, "HTTP") { Hostname = "b.a.com" });

        var plan = Plan(gateway, Some.Route("r", Some.Gateway("gw", section: "wide"), Some.Exact("/x")) with { Hostnames = ["b.a.com", "c.a.com"] });

        Assert.Equal([@"* /x: request.url_path == '/x' && request.host.matches('(?i)^c\\.a\\.com(?::[0-9]*)?$')"], plan.Lines());
    }

    [Theory]
    [InlineData("istio-waypoint", "Gateway ns/gw is a waypoint, where Istio ignores routes attached to it; name the Service as parent")]
    [InlineData("nginx", "Gateway ns/gw is of class nginx, not istio; use a Gateway of that class, or add this one to gatewayClasses.gateway")]
    [InlineData("istio", "no listener of Gateway ns/gw takes it; look at the hostnames, allowedRoutes and sectionName")]
    public void A_route_that_its_Gateway_does_not_evaluate_is_not_measured(string className, string reason)
    {
        var plan = Plan(Gateway(new Listener("tcp", 80, "TCP")) with { ClassName = className }, On("r", [], Some.Exact("/x")));

        Assert.Empty(plan.Targets);
        Assert.Equal([$"ns/r RMW008 spec.parentRefs[0]: the route is not measured there: {reason}"], plan.Messages());
    }
}
