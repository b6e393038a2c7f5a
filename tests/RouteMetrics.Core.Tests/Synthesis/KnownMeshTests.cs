using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Synthesis;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Synthesis;

public sealed class KnownMeshTests
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
            var whole = MeshSynthesis.Synthesize(trial.Mesh, settings).Findings;
            foreach (var route in trial.Mesh.Routes)
            {
                var known = new KnownMesh(trial.Mesh with { Routes = [.. trial.Mesh.Routes.Where(other => other.Key != route.Key)] }, settings);
                var expected = whole.Where(finding => finding.Object.Key == route.Key).ToList();
                var actual = known.FindingsOf(route);
                Assert.True(
                    expected.SequenceEqual(actual),
                    $"ROUTE_METRICS_SEED={seed}\n{Description.Of(trial.Mesh)}{route.Key}: {string.Join('\n', actual)}\nnot\n{string.Join('\n', expected)}");
            }
        }
    }

    [Fact]
    public void A_route_that_is_hidden_by_one_that_is_known_is_told()
    {
        var known = new KnownMesh(new() { Routes = [Some.Route("old", Some.Service("s"), Some.Exact("/x")).At(1), Some.Route("elsewhere", Some.Service("t"), Some.Exact("/y"))] }, Some.Defaults);

        Assert.Equal(
            ["RMW003 spec.rules[0].matches[0]: is never reached: spec.rules[0].matches[0] of ns/old matches the same requests and goes first; remove one of them"],
            known.FindingsOf(Some.Route("new", Some.Service("s"), Some.Exact("/x"))).Select(static finding => finding.ToString()));
        Assert.Empty(known.FindingsOf(Some.Route("new", Some.Service("s"), Some.Exact("/y"))));
    }

    [Fact]
    public void Of_a_target_with_more_routes_than_a_review_has_time_for_the_oldest_count()
    {
        HttpRoute Other(int age) => Some.Route($"r{age:d4}", Some.Service("s"), Some.Exact($"/{age}")).At(age);
        var known = new KnownMesh(new() { Routes = [.. Enumerable.Range(0, 1100).Reverse().Select(Other)] }, Some.Defaults);

        string[] About(string path) => [.. known.FindingsOf(Some.Route("new", Some.Service("s"), Some.Exact(path))).Select(static finding => $"{finding.Code}")];

        Assert.Equal(["RMW003"], About("/999"));
        Assert.Empty(About("/1000"));
    }

    [Fact]
    public void A_change_that_adds_no_operations_is_only_warned_of_an_exceeded_budget()
    {
        var stored = Some.Route("r", Some.Service("s"), Some.Exact("/a"), Some.Exact("/b"));
        var known = new KnownMesh(new() { Routes = [stored, Some.Route("other", Some.Service("t"), Some.Exact("/a"))] }, SmallBudget);
        Severity[] Of(params string[] paths) =>
            [.. known.FindingsOf(Some.Route("r", Some.Service("s"), [.. paths.Select(static path => Some.Exact(path))])).Select(static finding => finding.Severity)];

        Assert.Equal([Severity.Warn], Of("/a", "/c"));
        Assert.Equal([Severity.Warn], Of("/a"));
        Assert.Equal([Severity.Deny], Of("/a", "/b", "/c"));
    }
}
