using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Rules;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Rules;

/// <summary>What a tenant of a shared Gateway can do to another: nothing.</summary>
public sealed class SharedGatewayTests
{
    private static readonly ParentRef Shared = Some.Gateway("public", ns: "infra");

    private static readonly HttpRoute Old = In("old", "shop", Some.Exact("/cart", "GET")).At(1);

    private static HttpRoute In(string name, string ns, params HttpRouteMatch[] matches) => Some.Route(name, Shared, matches) with { Key = new(RouteKind.Http, ns, name) };

    private static HttpRoute Named(HttpRoute route, string names) => route with
    {
        Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/operation-names"] = names },
    };

    private static string[] Told(RoutePlan plan) => [.. plan.Findings.Select(static finding => $"{finding.Severity} {finding.Object.Key} {finding.Code} {finding.Path}")];

    [Theory]
    [InlineData("/a")]
    [InlineData("/a-path-that-is-longer-and-so-goes-first")]
    public void Whoever_squats_a_name_is_told_and_the_older_route_hears_nothing(string path)
    {
        var old = Named(Old, "0: cart");
        var squatter = Named(In("squatter", "evil", Some.Exact(path)).At(2), "0: cart");
        var state = new MeshSnapshot { Routes = [old, squatter] };

        Assert.Empty(Told(RoutePlan.OfRoute(old, state, Some.Defaults)));
        Assert.Equal(["Warn evil/squatter RMW004 spec.rules[0].matches[0]"], Told(RoutePlan.OfRoute(squatter, state, Some.Defaults)));
        Assert.Equal(["Warn evil/squatter RMW004 spec.rules[0].matches[0]"], Told(RoutePlan.Of(state, Some.Defaults)));
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("/a-path-that-is-longer-and-so-goes-first")]
    public void So_does_the_native_engine(string path)
    {
        var settings = Some.Defaults with { Engine = Engine.Native };
        HttpRoute Rule(HttpRoute route) => route with { Rules = [.. route.Rules.Select(static rule => rule with { Name = "default" })] };
        var same = new MeshSnapshot { Routes = [Rule(Old), Named(Rule(In("squatter", "evil", Some.Exact(path)).At(2)), "0: x")] };
        var squatted = new MeshSnapshot { Routes = [Named(Old, "0: cart"), Named(In("squatter", "evil", Some.Exact(path)).At(2), "0: cart")] };

        Assert.Empty(Told(RoutePlan.Of(same, settings)));
        Assert.Equal(["Warn evil/squatter RMW004 spec.rules[0].matches[0]"], Told(RoutePlan.Of(squatted, settings)));
    }

    [Fact]
    public void Whoever_fills_a_budget_fills_his_own()
    {
        var settings = Some.Defaults with { Budget = new() { Series = 10 * 575 } };
        var greedy = In("greedy", "evil", [.. Enumerable.Range(0, 20).Select(static number => Some.Exact($"/{number}"))]).At(2);
        var state = new MeshSnapshot { Routes = [Old, greedy] };

        Assert.Empty(Told(RoutePlan.OfRoute(Old, state, settings)));
        Assert.Empty(Told(RoutePlan.OfRoute(In("new", "shop", Some.Exact("/new")), state, settings)));
        Assert.Equal(["Deny evil/more RMW005 spec.rules"], Told(RoutePlan.OfRoute(In("more", "evil", Some.Exact("/more")), state, settings)));
        Assert.Equal(["Deny evil/greedy RMW005 spec.rules"], Told(RoutePlan.Of(state, settings)));
        Assert.Equal(
            [("evil", 20L), ("shop", 1L)],
            NamespaceSeries.Of(RoutePlan.Of(state, settings).Targets, state, settings).Select(static series => (series.Namespace, series.Operations)));
    }

    [Fact]
    public void All_targets_of_a_namespace_s_routes_count_wherever_they_are()
    {
        var settings = Some.Defaults with { Budget = new() { Series = 10 * 575 } };
        var here = Some.Route("here", Some.Service("s", ns: "shop"), [.. Enumerable.Range(0, 6).Select(static number => Some.Exact($"/h{number}"))]) with { Key = new(RouteKind.Http, "shop", "here") };
        var there = In("there", "shop", [.. Enumerable.Range(0, 6).Select(static number => Some.Exact($"/t{number}"))]);
        var state = new MeshSnapshot { Routes = [here, there] };
        string[] both = ["Deny shop/here RMW005 spec.rules", "Deny shop/there RMW005 spec.rules"];

        Assert.Equal(both, Told(RoutePlan.Of(state, settings)));
        Assert.Equal(both, Told(RoutePlan.OfNamespace("shop", state, settings)));
        Assert.Empty(Told(RoutePlan.OfNamespace("infra", state, settings)));
        Assert.Equal(["Deny shop/there RMW005 spec.rules"], Told(RoutePlan.OfRoute(there, new() { Routes = [here] }, settings)));
    }

    [Fact]
    public void Nothing_that_Istio_would_serve_is_refused_for_a_name_s_sake() => Assert.All(
        [FindingCode.RMW004, FindingCode.RMW009],
        static code => Assert.Equal(Severity.Warn, FindingSeverity.DefaultOf(code)));
}
