using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests;

public sealed class RoutePlanOfRouteTests
{
    private static readonly RouteMetricsSettings SmallBudget = Some.Defaults with { Budget = new() { Series = 1000 } };

    [Theory]
    [InlineData(Engine.Attributegen, 1_000_000)]
    [InlineData(Engine.Attributegen, 2000)]
    [InlineData(Engine.Native, 2000)]
    public void A_route_is_judged_as_in_the_whole_mesh(Engine engine, int budget)
    {
        var settings = Some.Defaults with { Engine = engine, Budget = new() { Series = budget } };
        foreach (var (seed, trial) in Trial.Run(Trial.Seed, Trial.Cases / 8))
        {
            var whole = RoutePlan.Of(trial.Mesh, settings).Findings;
            foreach (var route in trial.Mesh.Routes)
            {
                var others = trial.Mesh with { Routes = [.. trial.Mesh.Routes.Where(other => other.Key != route.Key)] };
                var expected = whole.Where(finding => finding.Object == ObjectRef.Route(route.Key)).ToList();
                var actual = RoutePlan.OfRoute(route, others, settings).Findings;
                Assert.True(
                    expected.SequenceEqual(actual),
                    $"ROUTE_METRICS_SEED={seed}\n{Description.Of(trial.Mesh)}{route.Key}: {string.Join('\n', actual)}\nnot\n{string.Join('\n', expected)}");
            }
        }
    }

    [Theory]
    [InlineData(Engine.Attributegen, AttachTo.Service)]
    [InlineData(Engine.Attributegen, AttachTo.Waypoint)]
    [InlineData(Engine.Native, AttachTo.Service)]
    public void The_operations_of_a_route_are_those_that_the_plan_of_the_whole_mesh_has_of_it(Engine engine, AttachTo attachTo)
    {
        var settings = Some.Defaults with { Engine = engine, AttachTo = attachTo };
        foreach (var (seed, trial) in Trial.Run(Trial.Seed, Trial.Cases / 8))
        {
            var whole = RoutePlan.Of(trial.Mesh, settings).Targets;
            foreach (var route in trial.Mesh.Routes)
            {
                var others = trial.Mesh.WithoutRoute(route.Key);
                var (expected, actual) = (Lines(route, whole), Lines(route, RoutePlan.OfRoute(route, others, settings).Targets));
                Assert.True(expected == actual, $"ROUTE_METRICS_SEED={seed}\n{Description.Of(trial.Mesh)}{route.Key}:\n{actual}\nnot\n{expected}");
                Assert.Equal(Lines(route, RoutePlan.OfRoute(route, others, settings).Measured), Lines(route, RoutePlan.MeasuredOf(route, others, settings)));
            }
        }
    }

    private static string Lines(HttpRoute route, IEnumerable<TargetOperations> targets) => string.Join('\n', targets.SelectMany(target => target.Operations
        .Where(operation => operation.Source.Route == route.Key)
        .Select(operation => $"{target.Target} {operation.Value} {(operation.Condition is { } condition ? CelPrinter.Print(condition) : operation.RouteName)}")));

    [Fact]
    public void A_route_that_is_hidden_by_one_that_is_known_is_told()
    {
        MeshSnapshot known = new() { Routes = [Some.Route("old", Some.Service("s"), Some.Exact("/x")).At(1), Some.Route("elsewhere", Some.Service("t"), Some.Exact("/y"))] };

        Assert.Equal(
            ["RMW003 spec.rules[0].matches[0]: is never reached: spec.rules[0].matches[0] of ns/old matches the same requests and goes first; remove one of them"],
            FindingsOf(known, Some.Route("new", Some.Service("s"), Some.Exact("/x"))).Select(static finding => finding.ToString()));
        Assert.Empty(FindingsOf(known, Some.Route("new", Some.Service("s"), Some.Exact("/y"))));
    }

    [Fact]
    public void Of_a_target_with_more_routes_than_a_review_has_time_for_the_oldest_count()
    {
        HttpRoute Other(int age) => Some.Route($"r{age:d4}", Some.Service("s"), Some.Exact($"/{age}")).At(age);
        MeshSnapshot known = new() { Routes = [.. Enumerable.Range(0, 1100).Reverse().Select(Other)] };

        string[] About(string path) => [.. FindingsOf(known, Some.Route("new", Some.Service("s"), Some.Exact(path))).Select(static finding => $"{finding.Code}")];

        Assert.Equal(["RMW003"], About("/999"));
        Assert.Empty(About("/1000"));
    }

    [Fact]
    public void A_change_that_adds_no_operations_is_only_warned_of_an_exceeded_budget()
    {
        var stored = Some.Route("r", Some.Service("s"), Some.Exact("/a"), Some.Exact("/b"));
        MeshSnapshot known = new() { Routes = [stored, Some.Route("other", Some.Service("t"), Some.Exact("/a"))] };
        Severity[] Of(params string[] paths) =>
            [.. FindingsOf(known, Some.Route("r", Some.Service("s"), [.. paths.Select(static path => Some.Exact(path))]), SmallBudget).Select(static finding => finding.Severity)];

        Assert.Equal([Severity.Warn], Of("/a", "/c"));
        Assert.Equal([Severity.Warn], Of("/a"));
        Assert.Equal([Severity.Deny], Of("/a", "/b", "/c"));
    }

    private static IReadOnlyList<Finding> FindingsOf(MeshSnapshot known, HttpRoute route, RouteMetricsSettings? settings = null) =>
        RoutePlan.OfRoute(route, known, settings ?? Some.Defaults).Findings;
}
