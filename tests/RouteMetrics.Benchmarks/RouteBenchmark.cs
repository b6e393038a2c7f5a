using System.Text;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using RouteMetrics.Core;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Benchmarks;

/// <summary>The parts of an admission, on the 128 matches that a route may have.</summary>
[MemoryDiagnoser]
public class RouteBenchmark
{
    private static readonly JsonNode Large = JsonNode.Parse(Payloads.LargeRoute)!["request"]!["object"]!;

    private readonly byte[] json = Encoding.UTF8.GetBytes(Large.ToJsonString());
    private readonly HttpRoute route = Meshes.Read(Large.AsObject());
    private readonly CelExpression[] conditions;

    public RouteBenchmark() => conditions =
        [.. RoutePlan.OfRoute(route, MeshSnapshot.Empty, RouteMetricsSettings.Default).Targets.SelectMany(target => target.Operations).Select(operation => operation.Condition!)];

    [Benchmark]
    public HttpRoute Read() => Meshes.Read(json, []);

    [Benchmark]
    public RoutePlan Synthesize() => RoutePlan.OfRoute(route, MeshSnapshot.Empty, RouteMetricsSettings.Default);

    [Benchmark]
    public int PrintConditions() => conditions.Sum(condition => CelPrinter.Print(condition).Length);
}
