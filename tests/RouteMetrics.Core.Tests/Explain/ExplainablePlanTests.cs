using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Tests.Explain;

public sealed class ExplainablePlanTests
{
    private static readonly MeshSnapshot State = new()
    {
        Routes =
        [
            new()
            {
                Key = new(RouteKind.Http, "shop", "cart"),
                ParentRefs = [new("", "Service", "shop", "cart")],
                Rules =
                [
                    new() { Matches = [new() { Path = new PathMatch.Exact("/a") }, new() { Path = new PathMatch.Exact("/bb") }] },
                    new() { Matches = [new() { Method = "GET", Path = new PathMatch.Exact("/c") }] },
                ],
            },
        ],
    };

    [Fact]
    public void The_native_engine_is_explained_by_conditions_and_the_names_of_rules() => Assert.Equal(
        [
            "* /bb | * /a: request.url_path == '/bb'",
            "GET /c: request.method == 'GET' && request.url_path == '/c'",
            "* /bb | * /a: request.url_path == '/a'",
        ],
        Lines(Engine.Native));

    [Fact]
    public void Attributegen_is_explained_by_its_own_operations() => Assert.Equal(
        [
            "* /bb: request.url_path == '/bb'",
            "GET /c: request.method == 'GET' && request.url_path == '/c'",
            "* /a: request.url_path == '/a'",
        ],
        Lines(Engine.Attributegen));

    private static IEnumerable<string> Lines(Engine engine)
    {
        var settings = RouteMetricsSettings.Default with { Engine = engine };
        return ExplainablePlan.Targets(RoutePlan.Of(State, settings), State, settings)
            .SelectMany(static target => target.Operations)
            .Select(static operation => $"{operation.Value}: {operation.Condition}");
    }
}
