using RouteMetrics.Core.Model;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Rules;

public sealed class UnreachedMatchesTests
{
    private const string EqualText = "is never reached: spec.rules[0].matches[0] of ns/old matches the same requests and goes first; remove one of them";
    private const string WiderText = "is never reached: spec.rules[0].matches[0] of ns/old matches all its requests and goes first; narrow that one, or remove this match";

    public static TheoryData<HttpRouteMatch, HttpRouteMatch, string?> Pairs => new()
    {
        { Some.Exact("/x", "GET"), Some.Exact("/x", "GET"), EqualText },
        { Some.Exact("/x", "GET"), Some.Exact("/x", "POST"), null },
        { Some.Prefix("/x/"), Some.Prefix("/x"), EqualText },
        { Some.Expression("/x[0-9]"), Some.Expression("/x[0-9]"), EqualText },
        { Some.Exact("/x"), Some.Expression("/x"), EqualText },
        { Some.Expression("/x[0-9]"), Some.Expression("/x\\d"), null },
        { Some.Exact("/x").WithHeader("X-Env", "a"), Some.Exact("/x").WithHeader("x-env", "a"), EqualText },
        { Some.Exact("/x").WithHeader("x-env", "a"), Some.Exact("/x").WithHeader("x-env", "A"), null },
        { Some.Exact("/x").WithQuery("q", "a"), Some.Exact("/x").WithQuery("q", "a"), EqualText },
        { Some.Exact("/x").WithQuery("q", "a"), Some.Exact("/x").WithQuery("Q", "a"), null },
        { Present("x-env"), Some.Exact("/x").WithHeader("x-env", "a"), WiderText },
        { Asking("x-env", "a|b"), Asking("x-env", "a|b"), EqualText },
        { Asking("x-env", "a|b"), Some.Exact("/x").WithHeader("x-env", "a"), null },
        { Present("host"), Some.Exact("/x").WithHeader("y", "a"), WiderText },
        { Some.Prefix("/"), Some.Prefix("/"), EqualText },
    };

    public static TheoryData<HttpRouteMatch, HttpRouteMatch, bool> AcrossLists => new()
    {
        { Some.Prefix("/a"), Some.Exact("/a"), true },
        { Some.Prefix("/a"), Some.Exact("/a/b"), true },
        { Some.Prefix("/a"), Some.Exact("/ab"), false },
        { Some.Prefix("/a"), Some.Prefix("/a/b/c"), true },
        { Some.Prefix("/a/b"), Some.Prefix("/a"), false },
        { Some.Prefix("/a", "GET"), Some.Exact("/a/b"), false },
        { Some.Prefix("/a", "GET"), Some.Exact("/a/b", "GET").WithHeader("x", "1"), true },
        { Some.Prefix("/a").WithHeader("x", "1"), Some.Exact("/a/b").WithHeader("y", "1"), false },
        { Some.Prefix("/", "GET"), Some.Exact("/a/b", "GET"), true },
        { Some.Expression("/.*", "GET"), Some.Exact("/a/b", "GET"), true },
        { Some.Expression(".*", "GET"), Some.Expression("/a/[bc]", "GET"), true },
        { Some.Prefix("/", "GET"), Some.Expression("/a/[bc]", "GET"), true },
        { Some.Prefix("/b", "GET"), Some.Expression("/a/[bc]", "GET"), false },
        { Some.Expression("/a/.*"), Some.Exact("/a/b"), false },
        { Some.Exact("/a"), Some.Prefix("/a"), false },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_match_behind_an_equal_or_wider_one_of_an_older_route_is_told(HttpRouteMatch older, HttpRouteMatch younger, string? reason)
    {
        var plan = Some.Plan(Some.Route("old", Some.Service("s"), older).At(1), Some.Route("young", Some.Service("s"), younger).At(2));

        Assert.Equal(reason is null ? [] : [$"ns/young RMW003 spec.rules[0].matches[0]: {reason}"], Unreached(plan));
        Assert.Equal(reason is null ? 2 : 1, plan.Values().Length);
    }

    // Routes for one port follow those for all ports unsorted, so that any wider match may go first.
    [Theory]
    [MemberData(nameof(AcrossLists))]
    public void A_wider_path_of_a_list_that_goes_first_hides_what_lies_in_it(HttpRouteMatch earlier, HttpRouteMatch later, bool isHidden)
    {
        var plan = Some.Plan(Some.Route("old", Some.Service("s"), earlier).At(1), Some.Route("young", Some.Service("s", 80), later).At(2));

        Assert.Equal(isHidden ? [$"ns/young RMW003 spec.rules[0].matches[0]: {WiderText}"] : [], Unreached(plan));
    }

    [Theory]
    [InlineData(true, 80, 8080)]
    [InlineData(false, 80, 8080, 9090)]
    [InlineData(false)]
    public void Matches_for_each_port_of_a_known_Service_together_hide_one_for_all(bool isHidden, params int[] ports)
    {
        HttpRoute[] routes =
        [
            Some.Route("one", Some.Service("s", 80), Some.Prefix("/a")).At(1),
            Some.Route("two", Some.Service("s", 8080), Some.Prefix("/a")).At(2),
            Some.Route("all", Some.Service("s"), Some.Exact("/a/b")).At(3),
        ];
        var plan = RoutePlan.Of(
            new() { Routes = routes, Services = ports.Length == 0 ? [] : [new(new("ns", "s")) { Ports = ports }] }, Some.Defaults);

        Assert.Equal(
            isHidden ? ["ns/all RMW003 spec.rules[0].matches[0]: is never reached: spec.rules[0].matches[0] of ns/one matches all its requests and goes first; narrow that one, or remove this match"] : [],
            Unreached(plan));
    }

    [Fact]
    public void However_many_methods_go_first_one_is_left_for_the_match_of_any()
    {
        string[] methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
        var plan = Some.Plan(Some.Route("r", Some.Service("s"), [.. methods.Select(method => Some.Exact("/x", method)), Some.Exact("/x")]));

        Assert.Empty(plan.Findings);
        Assert.Equal("* /x", plan.Values()[^1]);
    }

    [Fact]
    public void A_match_that_is_hidden_at_one_host_and_reached_at_another_is_not_told()
    {
        var older = Some.Route("old", Some.Gateway("g"), Some.Exact("/x")).At(1) with { Hostnames = ["a.com"] };
        var younger = Some.Route("young", Some.Gateway("g"), Some.Exact("/x")).At(2) with { Hostnames = ["a.com", "b.com"] };

        Assert.Empty(Unreached(Some.Plan(older, younger)));
        Assert.Equal([$"ns/young RMW003 spec.rules[0].matches[0]: {EqualText}"], Unreached(Some.Plan(older, younger with { Hostnames = ["a.com"] })));
    }

    [Fact]
    public void One_namespace_does_not_tell_of_a_route_that_may_be_reached_in_another()
    {
        var catchAll = Some.Route("old", Some.Service("s"), Some.Prefix("/")).At(1);
        var route = Some.Route("young", Some.Service("s"), Some.Expression("/x[0-9]")).At(2);
        MeshSnapshot Mesh(params ParentRef[] parents) => new() { Routes = [catchAll, route with { ParentRefs = parents }] };

        Assert.Single(Unreached(RoutePlan.OfNamespace("ns", Mesh(Some.Service("s")), Some.Defaults)));
        Assert.Empty(Unreached(RoutePlan.OfNamespace("ns", Mesh(Some.Service("s"), Some.Gateway("g", ns: "infra")), Some.Defaults)));
        Assert.Empty(Unreached(RoutePlan.OfNamespace("ns", Mesh(Some.Service("s"), Some.Service("s", ns: "other")), Some.Defaults)));
    }

    [Fact]
    public void Headers_that_no_request_can_have_are_told()
    {
        var plan = Some.Plan(Some.Route(
            "r", Some.Service("s"), Some.Exact("/x").WithHeader("Foo", "1").WithHeader("foo", "2"), Some.Exact("/x").WithHeader("foo", "a\nb"), Some.Exact("/y")));

        Assert.Equal(
            [
                "ns/r RMW003 spec.rules[0].matches[0].headers[1].value: \"2\": headers[0] asks for another value of the same header (Istio asks for both), so the match is never reached; remove one of them",
                "ns/r RMW003 spec.rules[1].matches[0].headers[0].value: \"a\\u000ab\": no header can hold a line end or NUL, so the match is never reached; remove it",
            ],
            Unreached(plan));
        Assert.Equal(["* /y"], plan.Values());
    }

    [Fact]
    public void Among_thousands_of_matches_of_one_path_the_hidden_ones_are_found()
    {
        var tenants = Enumerable.Range(0, 3000).Select(number => Some.Route($"r-{number:d4}", Some.Service("s"), Some.Exact("/x", "GET").WithHeader("tenant", $"{number}"))).ToList();
        var again = Some.Route("s-1", Some.Service("s"), Some.Exact("/x", "GET").WithHeader("Tenant", "1234"));
        var present = Some.Route("a-all", Some.Service("s"), Present("region"));
        var within = Some.Route("s-2", Some.Service("s"), Some.Exact("/x").WithHeader("region", "eu"));

        Assert.Equal(
            [
                "ns/s-1 RMW003 spec.rules[0].matches[0]: is never reached: spec.rules[0].matches[0] of ns/r-1234 matches the same requests and goes first; remove one of them",
                "ns/s-2 RMW003 spec.rules[0].matches[0]: is never reached: spec.rules[0].matches[0] of ns/a-all matches all its requests and goes first; narrow that one, or remove this match",
            ],
            Unreached(Some.Plan([.. tenants, again, present, within])));
    }

    [Fact]
    public void A_path_with_a_thousand_shapes_of_matches_still_has_the_equal_ones_found()
    {
        var shapes = Enumerable.Range(0, 1000).Select(number => Some.Route($"r-{number:d4}", Some.Service("s"), Some.Exact("/x").WithHeader($"x-{number}", "1"))).ToList();

        Assert.Equal(
            ["ns/s RMW003 spec.rules[0].matches[0]: is never reached: spec.rules[0].matches[0] of ns/r-0999 matches the same requests and goes first; remove one of them"],
            Unreached(Some.Plan([.. shapes, Some.Route("s", Some.Service("s"), Some.Exact("/x").WithHeader("x-999", "1"))])));
    }

    private static HttpRouteMatch Present(string header) => Asking(header, "*");

    private static HttpRouteMatch Asking(string header, string expression) =>
        Some.Exact("/x") with { Headers = [new(header, new ValueMatch.RegularExpression(expression))] };

    private static string[] Unreached(RoutePlan plan) => [.. plan.Messages().Where(static message => message.Contains(" RMW003 ", StringComparison.Ordinal) || message.Contains(" RMW002 ", StringComparison.Ordinal))];
}
