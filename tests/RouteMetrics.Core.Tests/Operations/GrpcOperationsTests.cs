using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Tests.Operations;

public sealed class GrpcOperationsTests
{
    [Fact]
    public void A_method_is_named_as_gRPC_names_it_and_asked_for_by_its_path() => Assert.Equal(
        [
            "pkg.Service/Method: request.url_path == '/pkg.Service/Method'",
            "pkg.Service/*: request.url_path == '/pkg.Service' || request.url_path.startsWith('/pkg.Service/')",
            @"~pkg\..*/List|Get: request.url_path.matches('^(?:/pkg\\..*/List|Get)$')",
            "*/~[A-Z].*: request.url_path.matches('^(?:/[^/]+/[A-Z].*)$')",
            "*/Ping: request.url_path.matches('^(?:/[^/]+/Ping)$')",
            "~pkg/*: request.url_path.matches('^(?:/pkg/.+)$')",
            "*/*: request.url_path.startsWith('/')",
        ],
        Plan(Grpc(
            "r", Rpc("pkg.Service", "Method"), Rpc("pkg.Service", null), Rpc(@"pkg\..*", "List|Get", true), Rpc("pkg", null, true), Rpc(null, "[A-Z].*", true), Rpc(null, "Ping"),
            HttpRouteMatch.AnyGrpc)).Lines());

    [Fact]
    public void A_rule_without_matches_takes_every_method_and_goes_last()
    {
        var route = Grpc("r", Rpc(null, "Ping"));

        Assert.Equal(
            ["pkg.A/*", "*/Ping", "*/* {x=1}", "*/*"],
            Plan(route with { Rules = [new(), .. route.Rules, new() { Matches = [HttpRouteMatch.AnyGrpc.WithHeader("x", "1"), Rpc("pkg.A", null)] }] })
                .Values());
    }

    [Fact]
    public void HTTPRoutes_and_GRPCRoutes_of_one_Service_are_sorted_together() => Assert.Equal(
        ["GET /pkg.A/Get", "pkg.A/Get", "pkg.A/*", "* ~/[a-z]+/Ping!!", "*/Ping", "*/*"],
        Plan(
            Some.Route("web", Some.Service("s"), Some.Prefix("/pkg.A"), Some.Exact("/pkg.A/Get", "GET"), Some.Expression("/[a-z]+/Ping!!")).At(1),
            Grpc("rpc", HttpRouteMatch.AnyGrpc.WithHeader("x", "1"), Rpc(null, "Ping"), Rpc("pkg.A", null), Rpc("pkg.A", "Get")).At(1)).Values());

    [Theory]
    [InlineData("alpha", "alpha-4", "alpha-4")]
    [InlineData("r1", "r1-1", "r1-1")]
    [InlineData("a", "b", "a")]
    [InlineData("r.1", "r", "r.1")]
    public void Of_one_second_the_name_with_a_tilde_behind_it_decides(string one, string other, string first)
    {
        var http = Some.Route(one, Some.Service("s"), Some.Exact("/p.S/M")).At(1);
        var grpc = Grpc(other, Rpc("p.S", "M")).At(1);

        Assert.Equal(first, Assert.Single(Assert.Single(Plan(http, grpc).Targets).Operations).Source.Route.Name);
        Assert.Equal(first, Assert.Single(Assert.Single(Plan(grpc with { Key = new(RouteKind.Http, "ns", other) }, http).Targets).Operations).Source.Route.Name);
    }

    [Fact]
    public void A_catch_all_cuts_off_the_other_kind_as_well()
    {
        var plan = Plan(
            Some.Route("web", Some.Service("s"), Some.Prefix("/")).At(1), Grpc("rpc", Rpc("pkg.A", "Get"), Rpc(null, "Ping"), HttpRouteMatch.AnyGrpc.WithHeader("x", "1")).At(2));

        Assert.Equal(["pkg.A/Get", "* /*"], plan.Values());
        Assert.Equal(
            [
                "warn RMW002 GRPCRoute ns/rpc spec.rules[1].matches[0].method",
                "warn RMW003 GRPCRoute ns/rpc spec.rules[2].matches[0]",
                "warn RMW006 HTTPRoute ns/web spec.rules[0].matches[0]",
            ],
            Places(plan));
    }

    [Fact]
    public void With_a_port_a_rule_without_matches_is_a_match_like_any_other()
    {
        var route = Grpc("r") with { ParentRefs = [Some.Service("s", 81)], Rules = [new() { Name = "none" }, new() { Name = "empty", Matches = [HttpRouteMatch.AnyGrpc] }] };

        Assert.Equal(["none"], Plan(route).Values());
        Assert.Equal(["empty"], Plan(route with { ParentRefs = [Some.Service("s")] }).Values());
    }

    [Fact]
    public void Routes_of_both_kinds_may_have_one_name()
    {
        var mesh = new MeshSnapshot { Routes = [Some.Route("r", Some.Service("s"), Some.Exact("/x")), Grpc("r", Rpc("p.S", "M"))] };

        Assert.Equal(["ns/r", "GRPCRoute ns/r"], mesh.Routes.Select(route => route.Key.ToString()));
        Assert.Equal(RouteKind.Http, Assert.Single(mesh.WithoutRoute(new(RouteKind.Grpc, "ns", "r")).Routes).Key.Kind);
        Assert.Equal(2, mesh.With(Grpc("r", Rpc("p.S", "N"))).RoutesAround("ns").Count());
    }

    [Fact]
    public void What_Istio_or_the_CRD_refuses_is_found()
    {
        var route = Grpc("r", Rpc("p(", "M", true), Rpc("p/S", "M"), Rpc("p.S", "1"));

        Assert.Equal(
            [
                "deny RMW001 GRPCRoute ns/r spec.rules[0].matches[0].method",
                "deny RMW012 GRPCRoute ns/r spec.rules[1].matches[0].method.service",
                "deny RMW012 GRPCRoute ns/r spec.rules[2].matches[0].method.method",
            ],
            Places(Plan(route)));
        Assert.Equal(
            ["warn RMW011 GRPCRoute ns/f spec.rules[0].filters[0].type"],
            Places(Plan(Grpc("f", Rpc("p.S", "M")) with { Rules = [new() { Matches = [Rpc("p.S", "M")], FilterTypes = ["URLRewrite"] }] })));
        Assert.Equal(["warn RMW008 GRPCRoute ns/none spec.rules"], Places(Plan(Grpc("none"))));
    }

    // In the order in which Envoy tries them.
    private static RoutePlan Plan(params HttpRoute[] routes) =>
        RoutePlan.Of(new() { Routes = routes }, Some.Defaults with { Conditions = ConditionKind.Request });

    private static string[] Places(RoutePlan plan) =>
        [.. plan.Findings.Select(finding => $"{(finding.Severity == Severity.Deny ? "deny" : "warn")} {finding.Code} {finding.Object} {finding.Path}")];

    private static HttpRouteMatch Rpc(string? service, string? method, bool isExpression = false) => new() { Path = new PathMatch.GrpcMethod(service, method, isExpression) };

    private static HttpRoute Grpc(string name, params HttpRouteMatch[] matches) =>
        Some.Route(name, Some.Service("s"), matches) with { Key = new(RouteKind.Grpc, "ns", name) };
}
