using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Tests.Operations;

/// <summary>Rules that Envoy calls by a name that other requests have, too.</summary>
public sealed class SharedRouteNamesTests
{
    private const string WithoutForm = "(^a|b)+";

    [Theory]
    [InlineData("forge.example.com", "/items", "ns.web.0", "* /items")]
    [InlineData("web.example.com", "/x", "* /items", "ns.web.0")]
    [InlineData("web.example.com", "/items")]
    public void A_younger_rule_of_the_same_name_neither_refuses_an_older_one_nor_takes_its_name(string host, string path, params string[] names)
    {
        var older = Asking("web", Some.Exact("/items") with { QueryParams = [new("q", new ValueMatch.RegularExpression(WithoutForm))] }).At(1);
        var younger = Named("forge", "ns.web.0", Some.Gateway("g"), Some.Prefix(path)).At(2) with { Hostnames = [host] };

        var plan = Some.Plan(older, younger);

        Assert.Equal(["* /items"], Some.Plan(older).Values());
        Assert.DoesNotContain(plan.Findings, static finding => finding.Severity == Severity.Deny || finding.Object.Key.Name == "web");
        Assert.Equal(names, plan.Targets.SelectMany(static target => target.Operations).Select(static operation => operation.Value));
        Assert.Equal(names.Length == 0, plan.Findings.Any(static finding => finding.Code == FindingCode.RMW004 && finding.Object.Key.Name == "forge"));
    }

    // Envoy calls the route of a port, or a Service, that has no routes the same (measured).
    [Fact]
    public void A_rule_named_default_is_told_from_ports_without_routes()
    {
        var mesh = new MeshSnapshot
        {
            Routes = [Named("r", "default", Some.Service("s", 80), Some.Prefix("/api"))],
            Services = [new(new("ns", "s")) { Ports = [80, 9090] }],
        };

        Assert.Equal(
            ["default: xds.route_name == 'default' && (request.url_path == '/api' || request.url_path.startsWith('/api/')) && xds.filter_chain_name.startsWith('inbound-vip|80|')"],
            RoutePlan.Of(mesh, Some.Defaults).Lines());
        Assert.Equal(
            ["default: xds.filter_chain_name.startsWith('inbound-vip|80|')"],
            RoutePlan.Of(mesh, Some.Defaults with { Engine = Engine.Native }).Lines());
        Assert.Equal(
            ["default: xds.route_name == 'default' && (request.url_path == '/api' || request.url_path.startsWith('/api/'))"],
            Some.Plan(Named("r", "default", Some.Service("s"), Some.Prefix("/api"))).Lines());
    }

    [Fact]
    public void A_rule_named_default_is_told_from_Services_without_routes_of_the_same_waypoint()
    {
        var mesh = new MeshSnapshot
        {
            Routes = [Named("r", "default", Some.Service("s"), Some.Prefix("/api"))],
            Services = [new(new("ns", "s")) { Ports = [80] }, new(new("ns", "other")) { Ports = [80] }],
        };

        var condition = Assert.Single(RoutePlan.Of(mesh, Some.Defaults with { AttachTo = AttachTo.Waypoint }).Lines());
        Assert.EndsWith("&& xds.filter_chain_name.contains('|http|s.ns.svc.')", condition, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_places_tell_rules_apart_the_condition_of_the_request_s_own_place_is_explained()
    {
        HttpRoute[] routes =
        [
            Named("a", "default", Some.Service("s", 80), Some.Prefix("/")).At(1) with { ParentRefs = [Some.Service("s", 80), Some.Service("s", 81)] },
            Named("b", "default", Some.Service("s", 82), Some.Prefix("/")).At(2),
        ];
        var target = Assert.Single(RoutePlan.Of(
            new() { Routes = routes, Services = [new(new("ns", "s")) { Ports = [80, 81, 82] }] }, Some.Defaults).Targets);

        Assert.Equal(3, target.Routing.Select(static place => place.Operation?.Condition).Distinct().Count());
        Assert.All(target.Routing, static place => Assert.Contains(
            place.Condition.ToString()![^"inbound-vip|80|')".Length..], place.Operation?.Condition?.ToString(), StringComparison.Ordinal));
    }

    private static HttpRoute Asking(string name, HttpRouteMatch match) =>
        Some.Route(name, Some.Gateway("g"), match) with { Hostnames = ["web.example.com"] };

    private static HttpRoute Named(string name, string rule, ParentRef parent, HttpRouteMatch match) =>
        Some.Route(name, parent, match) is var route ? route with { Rules = [route.Rules[0] with { Name = rule }] } : route;
}
