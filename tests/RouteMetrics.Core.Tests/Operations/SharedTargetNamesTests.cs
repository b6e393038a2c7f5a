using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Tests.Operations;

/// <summary>What charts and tools of the field ordinarily apply to one target: all of it is served, told apart, and nobody older is renamed.</summary>
public sealed class SharedTargetNamesTests
{
    private static readonly ParentRef Shared = Some.Gateway("public", ns: "infra");

    private static HttpRoute In(string ns, string name, int second, params HttpRouteRule[] rules) => new()
    {
        Key = new(RouteKind.Http, ns, name),
        CreationTimestamp = DateTimeOffset.UnixEpoch.AddSeconds(second),
        ParentRefs = [Shared],
        Rules = rules,
    };

    private static HttpRouteRule Rule(HttpRouteMatch match, string? name = null, params string[] filters) =>
        new() { Name = name, Matches = [match], FilterTypes = filters };

    private static string[] Named(RoutePlan plan) =>
        [.. plan.Targets.SelectMany(static target => target.Operations).Select(static operation => $"{operation.Source.Route.Namespace}/{operation.Source.Route.Name}: {operation.Value}").Order(StringComparer.Ordinal)];

    [Fact]
    public void A_younger_route_on_another_host_leaves_the_older_team_its_names()
    {
        var old = In("orders", "web", 1, Rule(Some.Prefix("/v1"))) with { Hostnames = ["orders.example"] };
        var young = In("billing", "web", 2, Rule(Some.Prefix("/v1"))) with { Hostnames = ["billing.example"] };
        var plan = Some.Plan(young, old);

        Assert.Equal(["billing/web: * /v1/* {host=billing.example}", "orders/web: * /v1/*"], Named(plan));
        Assert.Empty(plan.Findings);
    }

    [Fact]
    public void A_name_cannot_be_taken_by_an_annotation()
    {
        var old = In("shop", "web", 1, Rule(Some.Exact("/pay", "POST")));
        var thief = In("evil", "web", 2, Rule(Some.Exact("/junk", "POST"))) with
        {
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/operation-names"] = "0: POST /pay" },
        };
        var plan = Some.Plan(thief, old);

        Assert.Equal(["evil/web: POST /pay {route=evil/web}", "shop/web: POST /pay"], Named(plan));
        Assert.Equal(["Warn evil/web RMW004"], plan.Findings.Select(static finding => $"{finding.Severity} {finding.Object.Key} {finding.Code}"));
        Assert.Empty(RoutePlan.OfRoute(old, new() { Routes = [old, thief] }, Some.Defaults).Findings);
    }

    [Fact]
    public void A_redirect_to_https_and_its_target_are_told_apart_without_a_word()
    {
        var redirect = In("shop", "web-http", 1, Rule(Some.Prefix("/"), null, "RequestRedirect")) with
        {
            Hostnames = ["shop.example"],
            ParentRefs = [Some.Gateway("public", section: "http", ns: "infra")],
        };
        var target = In("shop", "web", 1, Rule(Some.Prefix("/"))) with
        {
            Hostnames = ["shop.example"],
            ParentRefs = [Some.Gateway("public", section: "https", ns: "infra")],
        };
        var plan = Some.Plan(redirect, target);

        Assert.Equal(2, Named(plan).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(plan.Findings);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("header-route")]
    public void Rules_of_two_teams_with_one_name_are_told_apart_by_what_they_match(string name)
    {
        var old = In("a", "web", 1, Rule(Some.Prefix("/a"), name));
        var young = In("b", "web", 2, Rule(Some.Prefix("/b"), name));
        var target = Assert.Single(Some.Plan(old, young).Targets);

        Assert.Equal([$"{name} {{route=b/web}}"], At("/b"));
        Assert.Equal([name], At("/a"));
        Assert.Empty(At("/c"));
        Assert.Empty(RoutePlan.OfRoute(old, new() { Routes = [old, young] }, Some.Defaults).Findings);

        string[] At(string path) =>
        [
            .. target.Operations
                .Where(operation => CelEvaluator.Holds(operation.Condition!, new() { Method = "GET", UrlPath = path, Host = "x", RouteName = name }) == CelOutcome.True)
                .Select(static operation => operation.Value),
        ];
    }

    [Fact]
    public void A_rule_that_is_named_like_another_route_s_rule_takes_nothing_from_it()
    {
        var real = In("team-a", "web", 1, Rule(Some.Exact("/pay", "POST")));
        var forged = In("team-b", "web", 2, Rule(Some.Prefix("/"), "team-a.web.0"));
        var target = Assert.Single(Some.Plan(real, forged).Targets);

        var request = new CelActivation { Method = "GET", UrlPath = "/junk", RouteName = "team-a.web.0", Host = "x" };
        var named = target.Operations.Where(operation => CelEvaluator.Holds(operation.Condition!, request) == CelOutcome.True).ToList();
        Assert.Equal(["team-a.web.0"], named.Select(static operation => operation.Value));
        Assert.Equal("team-b", named[0].Source.Route.Namespace);
    }

    [Fact]
    public void An_HTTPRoute_and_a_GRPCRoute_of_one_name_are_told_apart_by_what_they_match()
    {
        var http = In("a", "web", 1, Rule(Some.Prefix("/api")));
        var grpc = http with { Key = new(RouteKind.Grpc, "a", "web"), Rules = [Rule(new() { Path = new PathMatch.GrpcMethod("pkg.Echo", "Say", false) })] };
        var target = Assert.Single(Some.Plan(http, grpc).Targets);

        Assert.Equal(["pkg.Echo/Say"], At("/pkg.Echo/Say"));
        Assert.Equal(["* /api/*"], At("/api/x"));

        string[] At(string path) =>
        [
            .. target.Operations
                .Where(operation => CelEvaluator.Holds(operation.Condition!, new() { Method = "POST", UrlPath = path, Host = "x", RouteName = "a.web.0" }) == CelOutcome.True)
                .Select(static operation => operation.Value),
        ];
    }

    [Fact]
    public void The_end_of_a_canary_is_admitted_with_a_warning_about_the_line_that_is_left()
    {
        var route = In("shop", "web", 1, Rule(Some.Prefix("/"))) with
        {
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/operation-names"] = "0: primary\n1: canary" },
        };
        var plan = RoutePlan.OfRoute(route, new() { Routes = [route] }, Some.Defaults);

        Assert.Equal(["Warn RMW009"], plan.Findings.Select(static finding => $"{finding.Severity} {finding.Code}"));
        Assert.Equal(["shop/web: primary"], Named(plan));
    }

    [Fact]
    public void A_name_by_match_or_rule_name_follows_the_rule()
    {
        HttpRouteRule[] rules = [Rule(Some.Exact("/pay", "POST")), Rule(Some.Exact("/x"), "extra")];
        var route = In("shop", "web", 1, rules) with
        {
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/operation-names"] = "POST /pay: checkout\nextra: more" },
        };
        var moved = route with { Rules = [Rule(Some.Exact("/new")), .. rules.Reverse()] };

        Assert.Equal(["shop/web: checkout", "shop/web: more"], Named(Some.Plan(route)));
        Assert.Equal(["shop/web: * /new", "shop/web: checkout", "shop/web: more"], Named(Some.Plan(moved)));
    }

    [Theory]
    [InlineData(false, new string[0], "", true)]
    [InlineData(false, new[] { "RequestRedirect" }, "", false)]
    [InlineData(false, new string[0], "shop.example", false)]
    [InlineData(true, new string[0], "", false)]
    public void Only_a_route_whose_one_name_says_nothing_is_told_so(bool hasOther, string[] filters, string hostname, bool told)
    {
        var all = Rule(Some.Prefix("/"), null, filters);
        var route = In("shop", "web", 1, hasOther ? [Rule(Some.Exact("/x")), all] : [all]) with { Hostnames = hostname.Length > 0 ? [hostname] : [] };

        Assert.Equal(told ? ["RMW006"] : [], Some.Plan(route).Findings.Select(static finding => finding.Code.ToString()));
    }

    [Fact]
    public void So_is_none_that_is_the_rest_of_an_older_route_s_or_has_a_listener_s_hostname()
    {
        var (older, rest) = (In("shop", "web", 1, Rule(Some.Exact("/x"))), In("shop", "rest", 2, Rule(Some.Prefix("/"))));
        var gateway = new GatewayResource(new("ns", "g"), "istio") { Listeners = [new("a", 80, "HTTP") { Hostname = "a.example.com" }] };
        var bound = Some.Route("r", Some.Gateway("g"), Some.Prefix("/"));

        Assert.Empty(Some.Plan(older, rest).Findings);
        Assert.Empty(RoutePlan.Of(new() { Routes = [bound], Gateways = [gateway] }, Some.Defaults).Findings);
        Assert.Single(RoutePlan.Of(
            new() { Routes = [bound], Gateways = [gateway with { Listeners = [new("a", 80, "HTTP")] }] }, Some.Defaults).Findings);
    }

    [Fact]
    public void What_admission_writes_is_what_the_controller_applies()
    {
        var old = In("a", "web", 1, Rule(Some.Prefix("/v1")), Rule(Some.Prefix("/v2"), "default"));
        var young = In("b", "web", 2, Rule(Some.Prefix("/v1")), Rule(Some.Prefix("/v3"), "default"));
        var mesh = new MeshSnapshot { Routes = [old, young] };
        foreach (var route in (HttpRoute[])[old, young])
        {
            var applied = RoutePlan.OfNamespace("infra", mesh, Some.Defaults).Targets.Single().Operations.Where(operation => operation.Source.Route == route.Key);
            Assert.Equal(applied, RoutePlan.OfRoute(route, mesh, Some.Defaults).Targets.Single().Operations);
        }
    }
}
