using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Operations;

public class OperationNamesTests
{
    private static HttpRoute Named(string names, params HttpRouteMatch[] matches) => Some.Route("r", Some.Service("s"), matches) with
    {
        Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/operation-names"] = names },
    };

    [Fact]
    public void Headers_are_told_only_where_names_would_be_the_same() => Assert.Equal(
        ["GET /v2 {version=two}", "GET /v3", "GET /v2"],
        Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact("/v2", "GET").WithHeader("Version", "two"), Some.Exact("/v2", "GET"), Some.Exact("/v3", "GET").WithHeader("Version", "two"))).Values());

    [Fact]
    public void A_path_that_looks_like_a_prefix_is_told_by_its_type() => Assert.Equal(
        ["* /a/* {Exact}", "* /a/* {PathPrefix}"],
        Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact("/a/*"), Some.Prefix("/a"))).Values());

    [Fact]
    public void A_rule_name_names_all_matches_of_its_rule()
    {
        var route = Some.Route("r", Some.Service("s")) with { Rules = [new() { Name = "health", Matches = [Some.Exact("/a"), Some.Exact("/b")] }] };

        var plan = Some.Plan(route);

        Assert.Equal(["health", "health"], plan.Values());
        Assert.Empty(plan.Findings);
    }

    [Fact]
    public void The_annotation_names_rules_and_matches()
    {
        var plan = Some.Plan(Named("0: GET health\n1/0: Echo: it\n", Some.Exact("/a"), Some.Exact("/b")));

        Assert.Equal(["GET health", "Echo: it"], plan.Values());
        Assert.Empty(plan.Findings);
    }

    [Theory]
    [InlineData("7: x", "names a rule or match \"7\" that the route does not have; name one of its rules, 0 to 0, or remove the line")]
    [InlineData("0/1: x", "names a rule or match \"0/1\" that the route does not have; name one of its rules, 0 to 0, or remove the line")]
    [InlineData("0", "is no line that names an operation; write \"<rule name>: <name>\", \"GET /path: <name>\" or \"<rule index>: <name>\"")]
    [InlineData("0: unknown", "the name unknown is what requests get that no route matches; choose another")]
    [InlineData("0: a\u202eb", "the name has a control or formatting character; use printable ones")]
    [InlineData("0: a\u0001b", "the name has a control or formatting character; use printable ones")]
    public void An_override_that_is_no_use_is_refused(string names, string reason)
    {
        var finding = Assert.Single(Some.Plan(Named(names, Some.Exact("/a"))).Findings);

        Assert.Equal(("RMW009", "metadata.annotations[routemetrics.io/operation-names]", reason), (finding.Code.ToString(), finding.Path, $"{finding.Reason}; {finding.Fix}"));
    }

    [Theory]
    [InlineData("unknown", "the name unknown is what requests get that no route matches; choose another")]
    [InlineData("", "the name has 0 characters; give it 1 to 128")]
    public void A_rule_name_that_is_no_use_is_refused_and_the_match_named_by_itself(string name, string reason)
    {
        var route = Some.Route("r", Some.Service("s")) with { Rules = [new() { Name = name, Matches = [Some.Exact("/a")] }] };

        var plan = Some.Plan(route);

        Assert.Equal(["* /a"], plan.Values());
        Assert.Contains($"ns/r RMW009 spec.rules[0].name: \"{name}\": {reason}", plan.Messages());
    }

    [Fact]
    public void A_catch_all_that_is_named_says_something() =>
        Assert.Empty(Some.Plan(Named("0: everything else", Some.Prefix("/"))).Findings);

    [Fact]
    public void A_user_may_give_one_name_to_several_matches_of_a_route()
    {
        var plan = Some.Plan(Named("0: x\n1: x", Some.Exact("/a"), Some.Exact("/b")));

        Assert.Equal(["x", "x"], plan.Values());
        Assert.Empty(plan.Findings);
    }

    [Fact]
    public void A_long_name_is_cut_to_128_characters_and_stays_unique()
    {
        var stem = string.Concat(Enumerable.Repeat("/abcdefg", 30));

        var values = Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact(stem + "1"), Some.Exact(stem + "2"))).Values();

        Assert.All(values, value => Assert.Equal(128, value.Length));
        Assert.Equal(2, values.Distinct().Count());
    }

    [Fact]
    public void Control_characters_and_broken_pairs_do_not_get_into_a_name()
    {
        var value = Assert.Single(Some.Plan(Some.Route("r", Some.Service("s"), Some.Expression(string.Concat(Enumerable.Repeat("/😀", 60)) + "\u0001"))).Values());

        Assert.DoesNotContain(value, char.IsControl);
        Assert.True(value.Length <= 128);
        Assert.DoesNotContain(value.EnumerateRunes(), rune => rune == System.Text.Rune.ReplacementChar);
    }
}
