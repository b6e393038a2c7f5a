using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Tests.Operations;

public class ServiceOperationsTests
{
    private static readonly HttpRoute Podinfo = Some.Route("podinfo", Some.Service("podinfo-svc"), Some.Exact("/healthz", "GET"), Some.Exact("/echo", "POST"));

    [Theory]
    [InlineData(AttachTo.Service)]
    [InlineData(AttachTo.Waypoint)]
    public void The_podinfo_case_gives_the_conditions_of_the_design(AttachTo attachTo)
    {
        var plan = RoutePlan.Of(new() { Routes = [Podinfo] }, Some.Defaults with { AttachTo = attachTo });

        Assert.Equal(
            [
                "GET /healthz: xds.route_name == 'ns.podinfo.0' && request.method == 'GET' && request.url_path == '/healthz'",
                "POST /echo: xds.route_name == 'ns.podinfo.1' && request.method == 'POST' && request.url_path == '/echo'",
            ],
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

        Assert.Equal(["* /*: xds.route_name == 'ns.r.1' && request.url_path.startsWith('/')"], plan.Lines());
        Assert.Equal(
            [
                "ns/r RMW002 spec.rules[0].matches[0].path.value: \"/x[0-9]\": is never programmed: Istio stops at the catch-all spec.rules[1].matches[0] of ns/r; give the catch-all a method, header or query parameter, or remove this match",
            ],
            plan.Messages());
    }

    [Fact]
    public void A_port_of_a_parent_is_asked_for_unless_the_Service_has_no_other()
    {
        var route = Some.Route("r", Some.Service("s", 9898), Some.Exact("/x"));
        string[] ConditionsWith(params int[] ports) => RoutePlan.Of(
            new() { Routes = [route], Services = [new(new("ns", "s")) { Ports = ports }] }, Some.Requests).Lines();

        Assert.Equal(["* /x: request.url_path == '/x'"], ConditionsWith(9898));
        Assert.Equal(["* /x: request.url_path == '/x' && xds.filter_chain_name.startsWith('inbound-vip|9898|')"], ConditionsWith(9898, 9999));
        Assert.Equal(["* /x: request.url_path == '/x' && xds.filter_chain_name.startsWith('inbound-vip|9898|')"], Some.PlanOfRequests(route).Lines());
    }

    [Fact]
    public void Routes_for_one_port_and_for_all_ports_follow_each_other_by_age_unsorted()
    {
        var plan = Some.Plan(
            Some.Route("old", Some.Service("s"), Some.Prefix("/a")).At(1),
            Some.Route("young", Some.Service("s", 80), Some.Exact("/b")).At(2));

        Assert.Equal(["* /a/*", "* /b"], plan.Values());
    }

    [Fact]
    public void A_plugin_on_the_waypoint_tells_its_Services_apart()
    {
        var settings = Some.Requests with { AttachTo = AttachTo.Waypoint };
        var route = Some.Route("r", Some.Service("s"), Some.Exact("/x"));
        var others = new MeshSnapshot { Routes = [route], Services = [new(new("ns", "s")), new(new("ns", "other"))] };

        Assert.Equal(
            ["* /x: request.url_path == '/x' && xds.filter_chain_name.contains('|http|s.ns.svc.')"],
            RoutePlan.Of(others, settings).Lines());
        Assert.Equal(
            ["* /x: request.url_path == '/x' && xds.filter_chain_name.endsWith('|http|s.ns.svc.cluster.local')"],
            RoutePlan.Of(others, settings with { ClusterDomain = "cluster.local" }).Lines());
        Assert.Equal(
            ["* /x: request.url_path == '/x' && xds.filter_chain_name == 'inbound-vip|80|http|s.ns.svc.cluster.local'"],
            RoutePlan.Of(
                others with { Routes = [Some.Route("r", Some.Service("s", 80), Some.Exact("/x"))] }, settings with { ClusterDomain = "cluster.local" }).Lines());
    }

    [Fact]
    public void Equal_matches_are_counted_by_the_older_route_and_told_of_the_younger()
    {
        var plan = Some.Plan(
            Some.Route("young", Some.Service("s"), Some.Exact("/x")).At(2),
            Some.Route("old", Some.Service("s"), Some.Exact("/x")).At(1));

        Assert.Equal(new MatchKey(new(RouteKind.Http, "ns", "old"), 0, 0), Assert.Single(Assert.Single(plan.Targets).Operations).Source);
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
            Some.PlanOfRequests(Some.Route("r", Some.Service("s"), match)).Lines());
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
            ["ns/r RMW011 spec.rules[1].filters[0].type: \"ExtensionRef\": is not known to Istio, which drops all rules of this HTTPRoute for it; check the spelling, or move the rule to an HTTPRoute of its own"],
            plan.Messages());
    }

    [Fact]
    public void A_route_far_beyond_the_CRD_is_not_looked_at()
    {
        var plan = Some.Plan(Some.Route("r", Some.Service("s"), [.. Enumerable.Range(0, 129).Select(i => Some.Exact($"/{i}"))]));

        Assert.Empty(plan.Targets);
        Assert.Equal(["ns/r RMW012 spec.rules: has 129 items, more than the 128 up to which a route is looked at (the CRD takes 16); split the route"], plan.Messages());
    }

    [Fact]
    public void An_empty_expression_is_refused()
    {
        var plan = Some.Plan(Some.Route("r", Some.Service("s"), Some.Expression("")));

        Assert.Empty(plan.Targets);
        Assert.Equal(["ns/r RMW001 spec.rules[0].matches[0].path.value: \"\": is an empty expression, which Envoy rejects; remove the match or write what it shall match"], plan.Messages());
    }

    [Fact]
    public void A_parent_that_is_not_measured_is_told_beside_one_that_is()
    {
        var route = Some.Route("r", Some.Service("s"), Some.Exact("/a"));

        var plan = Some.Plan(route with { ParentRefs = [.. route.ParentRefs, Some.Service("t", ns: "other")] });

        Assert.Equal(["* /a"], plan.Values());
        Assert.Equal(
            ["ns/r RMW008 spec.parentRefs[1]: the route is not measured there: it is a consumer route of Service other/t: waypoints evaluate only routes in the namespace of the Service; move the route to namespace other"],
            plan.Messages());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rules_that_Istio_calls_alike_are_told_apart_by_the_native_engine_where_the_log_shows_what_they_match(bool rewrites)
    {
        HttpRoute Named(string name, string given, HttpRouteMatch match) => Some.Route(name, Some.Service("a")) with
        {
            Rules = [new() { Name = "same", Matches = [match], FilterTypes = rewrites ? ["URLRewrite"] : [] }],
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/operation-names"] = $"same: {given}" },
        };

        var plan = RoutePlan.Of(
            new() { Routes = [Named("one", "A", Some.Exact("/x")).At(1), Named("two", "B", Some.Exact("/y")).At(2)] }, Some.Defaults with { Engine = Engine.Native });

        Assert.Equal(
            rewrites ? [] : ["A: request.url_path == '/x'", "B: request.url_path == '/y'"],
            plan.Targets.SelectMany(target => target.Operations).Select(operation => $"{operation.Value}: {operation.Condition}"));
        Assert.Equal(rewrites ? ["RMW004"] : [], plan.Findings.Select(finding => finding.Code.ToString()));
    }

    [Fact]
    public void A_Service_has_names_of_its_own()
    {
        HttpRoute Get(string name, string service, string given) => Some.Route(name, Some.Service(service)) with
        {
            Rules = [new() { Name = "get", Matches = [Some.Exact("/x")] }],
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/operation-names"] = $"get: {given}" },
        };

        var plan = RoutePlan.Of(new() { Routes = [Get("one", "a", "A"), Get("two", "b", "B")] }, Some.Defaults with { Engine = Engine.Native });

        Assert.Equal(["A", "B"], plan.Targets.SelectMany(target => target.Operations).Select(operation => operation.Value));
        Assert.Empty(plan.Findings);
    }

    [Fact]
    public void What_one_Telemetry_expression_cannot_hold_is_left_out_by_the_native_engine_and_told()
    {
        var routes = Enumerable.Range(0, 2000).Select(i => Some.Route($"route-{i:0000}", Some.Service("s"), Some.Exact($"/a-rather-long-path-{i}", "GET"))).ToArray();

        var plan = RoutePlan.Of(new() { Routes = routes }, Some.Defaults with { Engine = Engine.Native, Budget = new() { Series = int.MaxValue } });

        Assert.InRange(Assert.Single(plan.Targets).Operations.Count, 1000, 1999);
        Assert.All(plan.Findings, finding => Assert.Equal(Core.Findings.FindingCode.RMW010, finding.Code));
        Assert.Equal(2000, plan.Findings.Count + plan.Targets[0].Operations.Count);
    }

    [Fact]
    public void The_native_engine_names_matches_where_the_log_shows_what_they_ask()
    {
        var route = Some.Route("r", Some.Service("s")) with
        {
            Rules =
            [
                new() { Matches = [Some.Exact("/a"), Some.Exact("/b")] }, new() { Name = "named", Matches = [Some.Exact("/c"), Some.Exact("/d")] },
                new() { Matches = [Some.Exact("/e"), Some.Exact("/f")], FilterTypes = ["URLRewrite"] },
            ],
        };
        var plan = RoutePlan.Of(new() { Routes = [route] }, Some.Defaults with { Engine = Engine.Native });

        Assert.Equal(
            ["* /a: request.url_path == '/a'", "* /b: ", "named: ", "named: ", "* /e | * /f: ", "* /e | * /f: "], plan.Lines());
        Assert.Equal(["ns.r.0", "ns.r.0", "named", "named", "ns.r.2", "ns.r.2"], plan.Targets[0].Operations.Select(operation => operation.RouteName));
    }
}
