using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Rules;
using RouteMetrics.Core.Targets;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Rules;

public sealed class LeftOutRouteTests
{
    private const string Told =
        "Warn ns/big RMW012 spec: is not measured: it takes 272 KiB of memory, more than the 256 KiB up to which a route is measured; split the route, or shorten its values";

    private static readonly HttpRoute Small = Some.Route("small", Some.Service("s"), Some.Exact("/x", "GET")).At(2);

    private static HttpRoute Big(ParentRef? parent = null, string path = "/x") => Some.Route("big", parent ?? Some.Service("s"), [
        .. Enumerable.Range(0, 33).Select(number => Some.Exact(path, "GET").WithHeader("h", $"{number}{new string('x', 3998)}"))]).At(1);

    private static string[] Told1(RoutePlan plan) => [.. plan.Findings.Select(static finding => $"{finding.Severity} {finding.Object.Key} {finding}")];

    [Fact]
    public void A_route_that_is_too_large_has_no_operations_and_the_others_ask_whom_Envoy_chose()
    {
        var plan = Some.Plan(Big(), Small, Some.Route("elsewhere", Some.Service("t"), Some.Exact("/y")));

        Assert.Equal([Told], Told1(plan));
        Assert.Equal(
            ["s GET /x: xds.route_name == 'ns.small.0' && request.method == 'GET' && request.url_path == '/x'", "t * /y: xds.route_name == 'ns.elsewhere.0' && request.url_path == '/y'"],
            plan.Targets.SelectMany(static target => target.Operations.Select(operation => $"{target.Target.Key.Name} {operation.Value}: {operation.Condition}")));
    }

    [Theory]
    [InlineData("ns.small.0", CelOutcome.True)]
    [InlineData("ns.big.0", CelOutcome.False)]
    [InlineData(null, CelOutcome.Error)]
    public void A_request_that_Envoy_gives_to_the_large_route_is_not_counted_as_another_s(string? route, CelOutcome expected)
    {
        var condition = Assert.Single(Assert.Single(Some.Plan(Big(), Small).Targets).Operations).Condition!;

        Assert.Equal(expected, CelEvaluator.Holds(condition, new() { Method = "GET", UrlPath = "/x", RouteName = route }));
    }

    [Fact]
    public void It_is_judged_all_the_same()
    {
        var big = Big();
        var wrong = big with { Rules = [.. big.Rules, new() { Matches = [Some.Expression("/a(?!b)")] }] };

        Assert.Contains(Some.Plan(wrong).Findings, static finding => finding is { Code: FindingCode.RMW001, Severity: Severity.Deny });
    }

    [Fact]
    public void What_the_cache_kept_of_it_is_planned_like_the_whole()
    {
        var big = Big();
        var outline = big.Outline(RouteBounds.LeftOut(big)!);

        Assert.Equal(Some.Plan(big, Small).Lines(), Some.Plan(outline, Small).Lines());
        Assert.Equal(Told1(Some.Plan(big, Small)), Told1(Some.Plan(outline, Small)));
        Assert.Equal(Some.Plan(big, Small).Lines(), RoutePlan.OfNamespace("ns", new() { Routes = [outline, Small] }, Some.Defaults).Lines());
        Assert.Equal(Some.Plan(big, Small).Lines(), RoutePlan.OfRoute(Small, new() { Routes = [outline, Small] }, Some.Defaults).Lines());
    }

    [Fact]
    public void A_rule_that_is_called_like_one_of_it_has_no_operation_since_the_name_does_not_tell_them_apart()
    {
        var big = Big() with { Rules = [.. Big().Rules.Select(static rule => rule with { Name = "default" })] };
        var small = Small with { Rules = [new() { Name = "default", Matches = [Some.Exact("/x")] }, new() { Name = "own", Matches = [Some.Exact("/y")] }] };

        Assert.Equal(["own: xds.route_name == 'own' && request.url_path == '/y'"], Some.Plan(big, small).Lines());
    }

    [Fact]
    public void On_a_shared_Gateway_it_takes_no_labels_from_others()
    {
        var foreign = Some.Route("r", Some.Gateway("public", ns: "infra"), Some.Exact("/x")) with { Key = new(RouteKind.Http, "other", "r") };

        var plan = Some.Plan(Big(Some.Gateway("public", ns: "infra")), foreign);

        Assert.Equal(["* /x: xds.route_name == 'other.r.0' && request.url_path == '/x'"], plan.Lines());
    }

    [Fact]
    public void A_consumer_route_that_waypoints_ignore_changes_nothing()
    {
        var plan = Some.Plan(Big(Some.Service("s")) with { Key = new(RouteKind.Http, "other", "big"), ParentRefs = [Some.Service("s")] }, Small);

        Assert.Equal(["GET /x: xds.route_name == 'ns.small.0' && request.method == 'GET' && request.url_path == '/x'"], plan.Lines());
    }

    [Fact]
    public void Explain_says_that_another_may_take_the_request()
    {
        var state = new MeshSnapshot { Routes = [Big(), Small] };
        var target = Assert.Single(RoutePlan.Of(state, Some.Defaults).Targets);

        var explained = RequestExplanation.Explain(
            target, RequestText.Parse("GET http://s.ns/x", []).Request!, state, Some.Defaults);

        Assert.Equal("GET /x", explained.Label);
        Assert.Contains("ns/big is not measured here, and may take the request: then it is unknown", explained.Notes);
    }

    [Fact]
    public void A_route_for_which_its_namespace_has_no_room_is_told_so_when_it_is_applied_and_judged()
    {
        var full = new MeshSnapshot { Routes = [Small] }.WithRoom("ns", 100);
        var more = Some.Route("more", Some.Service("s"), Some.Exact("/new", "GET"), Some.Expression("/a(?!b)"));

        var plan = RoutePlan.OfRoute(more, full, Some.Defaults);

        Assert.Empty(plan.Targets);
        Assert.Contains(
            "Warn ns/more RMW012 spec: is not measured: it takes 1 KiB of memory, more than the routes of namespace ns leave; remove or shorten routes of the namespace, or have the program given more memory",
            Told1(plan));
        Assert.Contains(plan.Findings, static finding => finding is { Code: FindingCode.RMW001, Severity: Severity.Deny });
        Assert.Empty(Told1(RoutePlan.OfRoute(Small, full, Some.Defaults)));
    }
}
