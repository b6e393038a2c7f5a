using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Core.Tests.Synthesis;

public class ServiceOperationsTests
{
    private static readonly HttpRoute Podinfo = Some.Route("podinfo", Some.Service("podinfo-svc"), Some.Exact("/healthz", "GET"), Some.Exact("/echo", "POST"));

    [Theory]
    [InlineData(AttachTo.Service)]
    [InlineData(AttachTo.Waypoint)]
    public void The_podinfo_case_gives_the_conditions_of_the_design(AttachTo attachTo)
    {
        var plan = MeshSynthesis.Synthesize(new() { Routes = [Podinfo] }, Some.Defaults with { AttachTo = attachTo });

        Assert.Equal(
            ["GET /healthz: request.method == 'GET' && request.url_path == '/healthz'", "POST /echo: request.method == 'POST' && request.url_path == '/echo'"],
            plan.Lines());
        Assert.Empty(plan.Findings);
    }

    [Fact]
    public void Routes_come_in_the_order_in_which_Istio_programs_them()
    {
        var plan = Some.Plan(Some.Route(
            "r",
            Some.Service("s"),
            Some.Expression("/[ab]+"),
            Some.Prefix("/a/"),
            Some.Prefix("/abc"),
            Some.Exact("/a"),
            Some.Exact("/a", "GET"),
            Some.Exact("/a").WithHeader("x", "1"),
            Some.Exact("/a").WithQuery("x", "1").WithQuery("y", "1")));

        Assert.Equal(
            ["GET /a", "* /a {x=1}", "* /a {?x=1, ?y=1}", "* /a", "* /abc/*", "* /a/*", "* ~/[ab]+"],
            plan.Values());
    }

    [Fact]
    public void A_regex_behind_a_catch_all_is_not_programmed_and_told()
    {
        var plan = Some.Plan(Some.Route("r", Some.Service("s"), Some.Expression("/x[0-9]"), Some.Prefix("/")));

        Assert.Equal(["* /*: request.url_path.startsWith('/')"], plan.Lines());
        Assert.Equal(
            [
                "ns/r RMW002 spec.rules[0].matches[0].path: \"/x[0-9]\": is never programmed: Istio stops at the catch-all spec.rules[1].matches[0] of ns/r; give the catch-all a method, header or query parameter, or remove this match",
                "ns/r RMW006 spec.rules[1].matches[0]: matches every request, so its operation name says nothing; match what matters before it, or name it by rules[].name",
            ],
            plan.Messages());
    }

    [Fact]
    public void A_port_of_a_parent_is_asked_for_unless_the_Service_has_no_other()
    {
        var route = Some.Route("r", Some.Service("s", 9898), Some.Exact("/x"));
        string[] ConditionsWith(params int[] ports) => MeshSynthesis.Synthesize(
            new() { Routes = [route], Services = [new(new("ns", "s")) { Ports = ports }] }, Some.Defaults).Lines();

        Assert.Equal(["* /x: request.url_path == '/x'"], ConditionsWith(9898));
        Assert.Equal(["* /x: request.url_path == '/x' && xds.filter_chain_name.startsWith('inbound-vip|9898|')"], ConditionsWith(9898, 9999));
        Assert.Equal(["* /x: request.url_path == '/x' && xds.filter_chain_name.startsWith('inbound-vip|9898|')"], Some.Plan(route).Lines());
    }

    [Fact]
    public void Routes_for_one_port_and_for_all_ports_follow_each_other_by_age_unsorted()
    {
        var plan = Some.Plan(
            Some.Route("old", Some.Service("s"), Some.Prefix("/a")).At(1),
            Some.Route("young", Some.Service("s", 80), Some.Exact("/a/b")).At(2));

        Assert.Equal(["* /a/*", "* /a/b"], plan.Values());
    }

    [Fact]
    public void A_plugin_on_the_waypoint_tells_its_Services_apart()
    {
        var settings = Some.Defaults with { AttachTo = AttachTo.Waypoint };
        var route = Some.Route("r", Some.Service("s"), Some.Exact("/x"));
        var others = new MeshState { Routes = [route], Services = [new(new("ns", "s")), new(new("ns", "other"))] };

        Assert.Equal(
            ["* /x: request.url_path == '/x' && xds.filter_chain_name.contains('|http|s.ns.svc.')"],
            MeshSynthesis.Synthesize(others, settings).Lines());
        Assert.Equal(
            ["* /x: request.url_path == '/x' && xds.filter_chain_name.endsWith('|http|s.ns.svc.cluster.local')"],
            MeshSynthesis.Synthesize(others, settings with { ClusterDomain = "cluster.local" }).Lines());
        Assert.Equal(
            ["* /x: request.url_path == '/x' && xds.filter_chain_name == 'inbound-vip|80|http|s.ns.svc.cluster.local'"],
            MeshSynthesis.Synthesize(
                others with { Routes = [Some.Route("r", Some.Service("s", 80), Some.Exact("/x"))] }, settings with { ClusterDomain = "cluster.local" }).Lines());
    }

    [Fact]
    public void Equal_matches_are_counted_by_the_older_route_and_told_of_the_younger()
    {
        var plan = Some.Plan(
            Some.Route("young", Some.Service("s"), Some.Exact("/x")).At(2),
            Some.Route("old", Some.Service("s"), Some.Exact("/x")).At(1));

        Assert.Equal(new MatchKey(new("ns", "old"), 0, 0), Assert.Single(Assert.Single(plan.Targets).Operations).Source);
        Assert.Equal(
            ["ns/young RMW003 spec.rules[0].matches[0]: is never reached: spec.rules[0].matches[0] of ns/old matches the same requests and goes first; remove one of them"],
            plan.Messages());
    }

    [Fact]
    public void Conditions_take_the_forms_that_agree_with_Envoy()
    {
        var match = Some.Prefix("/v2/", "GET").WithHeader("X-Env", "it's") with
        {
            QueryParams = [new("q", new ValueMatch.Exact("one")), new("p", new ValueMatch.RegularExpression("*")), new("v", new ValueMatch.RegularExpression("v[0-9]*"))],
        };

        Assert.Equal(
            [
                "GET /v2/*: request.method == 'GET' && (request.url_path == '/v2' || request.url_path.startsWith('/v2/')) && 'x-env' in request.headers && request.headers['x-env'] == 'it\\'s'"
                + " && request.query.contains('q=one') && request.query.matches('^(?:(?:q[^&=][^&]*|[^&q][^&]*)?&)*q=one(?:&|$)')"
                + " && request.query.matches('(?:^|&)p(?:[=&]|$)')"
                + " && request.query.contains('v') && request.query.matches('^(?:(?:v[^&=][^&]*|[^&v][^&]*)?&)*v=(?:v[0-9]*)(?:&|$)')",
            ],
            Some.Plan(Some.Route("r", Some.Service("s"), match)).Lines());
    }

    [Fact]
    public void A_query_value_that_no_request_can_hold_is_left_out_and_told()
    {
        var plan = Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact("/a").WithQuery("q", "a&b"), Some.Exact("/b")));

        Assert.Equal(["* /b"], plan.Values());
        Assert.Equal(
            ["ns/r RMW003 spec.rules[0].matches[0].queryParams[0].value: \"a&b\": no query parameter can hold & or # as it is (Envoy does not decode), so the match is never reached; write %26 or %23 if clients send that"],
            plan.Messages());
    }

    [Fact]
    public void A_route_that_Istio_drops_gives_nothing_and_says_why()
    {
        var route = Some.Route("r", Some.Service("s"), Some.Exact("/a"), Some.Exact("/b"));
        var plan = Some.Plan(route with { Rules = [route.Rules[0], route.Rules[1] with { FilterTypes = ["ExtensionRef"] }] });

        Assert.Empty(plan.Targets);
        Assert.Equal(
            ["ns/r RMW011 spec.rules[1].filters[0].type: \"ExtensionRef\": is not supported by Istio, which drops all rules of this HTTPRoute for it; move the rule to an HTTPRoute of its own"],
            plan.Messages());
    }

    [Fact]
    public void The_native_engine_names_rules_and_has_no_conditions()
    {
        var route = Some.Route("r", Some.Service("s")) with
        {
            Rules = [new() { Matches = [Some.Exact("/a"), Some.Exact("/b")] }, new() { Name = "named", Matches = [Some.Exact("/c"), Some.Exact("/d")] }],
        };
        var plan = MeshSynthesis.Synthesize(new() { Routes = [route] }, Some.Defaults with { Engine = Engine.Native });

        Assert.Equal(["* /a | * /b: ", "* /a | * /b: ", "named: ", "named: "], plan.Lines());
        Assert.Equal(["ns.r.0", "ns.r.0", "named", "named"], plan.Targets[0].Operations.Select(operation => operation.RouteName));
    }
}
