using RouteMetrics.Core.Model;
using RouteMetrics.Core.Re2;
using RouteMetrics.Core.Rules;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Rules;

/// <summary>Paths that no request reaches: expressions behind prefixes that take all they match, and paths that no request has.</summary>
public sealed class DeadPathTests
{
    [Theory]
    [InlineData("/_matrix", "^/_matrix/client/(r0|v3)/sync$")]
    [InlineData("/_matrix", "/_matrix(/client)?")]
    [InlineData("/_matrix/", "/_matrix/.*")]
    [InlineData("/api", "/api/(?:v1|v2)/users")]
    [InlineData("/api", "/api/v1/a|/api/v2/b")]
    [InlineData("/api", "/api(/.*)?")]
    [InlineData("/api/v1", "^(/api/v1/x|/api/v1/y|/api/v1)$")]
    [InlineData("/api", "/api/[^/]+")]
    [InlineData("/a.b", "/a\\.b/.+")]
    public void An_expression_all_of_whose_paths_are_below_an_earlier_prefix_is_dead(string prefix, string expression)
    {
        var state = new MeshSnapshot { Routes = [Some.Route("r", Some.Service("s"), Some.Prefix(prefix), Some.Expression(expression))] };
        var plan = RoutePlan.Of(state, Some.Defaults);

        Assert.Equal(
            ["ns/r RMW003 spec.rules[1].matches[0]: is never reached: spec.rules[0].matches[0] of ns/r matches all its requests and goes first; narrow that one, or remove this match"],
            plan.Messages());
        Assert.Equal(575, Assert.Single(NamespaceSeries.Of(plan.Targets, state, Some.Defaults)).Series);
    }

    [Theory]
    [InlineData("/_matrix/client", "/_matrix/(client|media)/x")]
    [InlineData("/api", "/api.*")]
    [InlineData("/api", "/api")]
    [InlineData("/api", "/apis/x")]
    [InlineData("/api/v1", "/api(/v1)?")]
    [InlineData("/api", "/(?i)api/x")]
    [InlineData("/api", "(?i)/api/x")]
    [InlineData("/api", ".*/api/x")]
    [InlineData("/api", "/[a]pi?/x")]
    public void One_that_has_other_paths_or_may_have_is_not(string prefix, string expression)
    {
        var plan = Some.Plan(Some.Route("r", Some.Service("s"), Some.Prefix(prefix), Some.Expression(expression)));

        Assert.DoesNotContain(plan.Messages(), message => message.Contains("rules[1]", StringComparison.Ordinal) && expression != "/api");
    }

    [Fact]
    public void A_prefix_that_asks_for_more_hides_no_expression() => Assert.Empty(
        Some.Plan(Some.Route("r", Some.Service("s"), Some.Prefix("/api", "GET"), Some.Expression("/api/.*"))).Messages());

    [Fact]
    public void A_prefix_with_the_same_method_does() => Assert.Single(
        Some.Plan(Some.Route("r", Some.Service("s"), Some.Prefix("/api", "GET"), Some.Expression("/api/.*", "GET"))).Messages());

    [Theory]
    [InlineData("api/.*")]
    [InlineData("^api/v1$")]
    [InlineData("(users|orders)/[0-9]+")]
    [InlineData("users")]
    [InlineData("\\d+")]
    public void An_expression_without_a_leading_slash_matches_no_path(string expression)
    {
        var plan = Some.Plan(Some.Route("r", Some.Service("s"), Some.Expression(expression), Some.Exact("/x")));

        Assert.Equal(
            [$"ns/r RMW003 spec.rules[0].matches[0].path.value: \"{expression}\": is never reached: every path begins with /, and what the expression matches does not; begin it with /"],
            plan.Messages());
        Assert.Single(Assert.Single(plan.Targets).Operations);
    }

    [Theory]
    [InlineData(".*api")]
    [InlineData("[^a]pi")]
    [InlineData("(/|)api")]
    [InlineData("\\*")]
    [InlineData("/?api")]
    [InlineData("(?s).api")]
    public void One_that_may_begin_with_a_slash_does(string expression) =>
        Assert.Empty(Some.Plan(Some.Route("r", Some.Service("s"), Some.Expression(expression))).Messages());

    public static TheoryData<HttpRouteMatch, string> Wildcards => new()
    {
        { Some.Prefix("/api/*"), "\"/api/*\": * stands for itself in a PathPrefix, so that only paths that have it are taken; write /api, which takes everything below" },
        { Some.Prefix("/*"), "\"/*\": * stands for itself in a PathPrefix, so that only paths that have it are taken; write /, which takes everything below" },
        { Some.Prefix("/files/**"), "\"/files/**\": ** stands for itself in a PathPrefix, so that only paths that have it are taken; write /files, which takes everything below" },
        { Some.Prefix("/api/.*"), "\"/api/.*\": .* stands for itself in a PathPrefix, so that only paths that have it are taken; write /api, which takes everything below" },
        { Some.Prefix("/users/:id/orders"), "\"/users/:id/orders\": :id stands for itself in a PathPrefix, so that only paths that have it are taken; write a RegularExpression such as /users/[^/]+/orders(/.*)?" },
        { Some.Exact("/api/*"), "\"/api/*\": * stands for itself in an Exact path, so that only paths that have it are taken; write a PathPrefix, or a RegularExpression such as /users/[^/]+" },
    };

    [Theory]
    [MemberData(nameof(Wildcards), DisableDiscoveryEnumeration = true)]
    public void A_wildcard_of_other_routers_is_a_letter_like_any_other(HttpRouteMatch match, string finding) => Assert.Contains(
        $"ns/r RMW017 spec.rules[0].matches[0].path.value: {finding}", Some.Plan(Some.Route("r", Some.Service("s"), match)).Messages());

    [Theory]
    [InlineData("/a:b")]
    [InlineData("/v1/users:batch")]
    [InlineData("/a*b")]
    [InlineData("/12:30")]
    public void A_colon_or_a_star_within_a_segment_is_none(string path) =>
        Assert.Empty(Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact(path))).Messages());

    [Fact]
    public void A_pattern_that_grows_without_end_is_told_in_time()
    {
        var pattern = Re2Pattern.TryParse($"/{string.Concat(Enumerable.Repeat("(a|a)", 300))}/({string.Concat(Enumerable.Repeat("[a-z]?", 300))}){{1,3}}", out _)!;

        Assert.StartsWith("/aaa", pattern.Start.Text, StringComparison.Ordinal);
    }
}
