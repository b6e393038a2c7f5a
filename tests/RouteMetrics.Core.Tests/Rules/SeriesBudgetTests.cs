using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Rules;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Rules;

public sealed class SeriesBudgetTests
{
    private const string Sum = "5 response codes × 5 sources × 23 series of REQUEST_COUNT and REQUEST_DURATION)";

    // 575 series for each operation.
    private static RouteMetricsSettings WithBudget(int operations) => Some.Defaults with { Budget = new() { Series = operations * 575 } };

    private static HttpRoute Operations(string name, int count, string service = "s") =>
        Some.Route(name, Some.Service(service), [.. Enumerable.Range(0, count).Select(number => Some.Exact($"/{name}/{number}"))]);

    private static string[] Told(RouteMetricsSettings settings, params HttpRoute[] routes) =>
        [.. RoutePlan.Of(new() { Routes = routes }, settings).Findings.Select(static finding => $"{finding.Severity} {finding.Object.Key} {finding}")];

    [Fact]
    public void The_largest_route_that_the_CRD_takes_is_far_from_the_default_budget() => Assert.Empty(Told(Some.Defaults, Operations("r", 128), Operations("q", 128, "t")));

    [Fact]
    public void Each_route_of_a_namespace_over_its_budget_is_told_the_sum_and_who_has_most_of_it()
    {
        const string Reason = "RMW005 spec.rules: namespace ns may have 9200 series, over its budget of 8625; most operations are of ns/b (7), ns/a (4), ns/c (3); give rules that need no telling apart one name, remove matches, or have budget.namespaces raised (16 operations × " + Sum;
        Assert.Equal(
            [$"Deny ns/a {Reason}", $"Deny ns/b {Reason}", $"Deny ns/c {Reason}", $"Deny ns/d {Reason}"],
            Told(WithBudget(15), Operations("a", 4), Operations("b", 7, "t"), Operations("c", 3), Operations("d", 2)));
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(10, true)]
    public void A_namespace_near_its_budget_is_warned(int operations, bool isWarned) => Assert.Equal(
        isWarned
            ? [$"Warn ns/r RMW005 spec.rules: namespace ns may have {operations * 575} series, {operations * 10} % of its budget of 5750; most operations are of ns/r ({operations}); give rules that need no telling apart one name, remove matches, or have budget.namespaces raised ({operations} operations × {Sum}"]
            : [],
        Told(WithBudget(10), Operations("r", operations)));

    [Fact]
    public void Off_is_off_and_a_warning_stays_one()
    {
        RouteMetricsSettings With(Severity severity) => WithBudget(1) with { Severities = new Dictionary<FindingCode, Severity> { [FindingCode.RMW005] = severity } };

        Assert.Empty(Told(With(Severity.Off), Operations("r", 2)));
        Assert.StartsWith("Warn ", Assert.Single(Told(With(Severity.Warn), Operations("r", 2))), StringComparison.Ordinal);
        Assert.StartsWith("Warn ", Assert.Single(Told(With(Severity.Deny), Operations("r", 1))), StringComparison.Ordinal);
    }

    [Fact]
    public void Matches_of_one_name_are_one_operation_and_each_target_has_its_own()
    {
        var named = Some.Route("r", Some.Service("s"), Some.Exact("/a")) with
        {
            ParentRefs = [Some.Service("s"), Some.Service("t")],
            Rules = [new() { Name = "all", Matches = [Some.Exact("/a"), Some.Exact("/b"), Some.Exact("/c")] }],
        };
        var state = new MeshSnapshot { Routes = [named, Operations("q", 2)] };

        var series = Assert.Single(NamespaceSeries.Of(RoutePlan.Of(state, Some.Defaults).Targets, state, Some.Defaults));

        Assert.Equal(
            [new(new(TargetKind.Service, new("ns", "s")), 3, 1725), new(new(TargetKind.Service, new("ns", "t")), 1, 575)],
            series.Targets);
        Assert.Equal((4, 2300, 1_000_000), (series.Operations, series.Series, series.Budget));
        Assert.Equal([new(new(RouteKind.Http, "ns", "q"), 2), new(new(RouteKind.Http, "ns", "r"), 2)], series.Routes);
    }

    [Theory]
    [InlineData("shop", null, 100)]
    [InlineData("shop-eu", null, 200)]
    [InlineData("shop-eu-1", null, 300)]
    [InlineData("other", null, 1000)]
    [InlineData("other", "10", 10)]
    [InlineData("other", "0", 0)]
    [InlineData("other", "5000", 1000)]
    [InlineData("other", "-1", 1000)]
    [InlineData("other", "many", 1000)]
    [InlineData("shop", "500", 100)]
    public void A_namespace_may_ask_for_less_than_it_is_granted_and_not_for_more(string name, string? label, int expected)
    {
        var budget = new SeriesBudget
        {
            Series = 1000,
            Namespaces = new Dictionary<string, int>(StringComparer.Ordinal) { ["shop"] = 100, ["shop-*"] = 200, ["shop-eu-*"] = 300 },
        };
        var labels = label is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/series-budget"] = label };

        Assert.Equal(expected, budget.Of(name, labels));
    }

    [Theory]
    [InlineData(575, "REQUEST_COUNT", "REQUEST_DURATION")]
    [InlineData(25, "REQUEST_COUNT")]
    [InlineData(1725, "ALL_METRICS")]
    [InlineData(0, "TCP_SENT_BYTES")]
    [InlineData(50, "GRPC_REQUEST_MESSAGES", "GRPC_RESPONSE_MESSAGES")]
    public void An_operation_is_a_series_for_each_code_source_and_bucket(int expected, params string[] metrics) =>
        Assert.Equal(expected, new SeriesBudget().SeriesOfOperation(metrics));
}
