using System.Text;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Synthesis;

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
        [.. MeshSynthesis.SynthesizeRoute(route, RouteMetricsSettings.Default).Targets.SelectMany(target => target.Operations).Select(operation => operation.Condition!)];

    [Benchmark]
    public HttpRoute Read() => Meshes.Read(json, []);

    [Benchmark]
    public MeshPlan Synthesize() => MeshSynthesis.SynthesizeRoute(route, RouteMetricsSettings.Default);

    [Benchmark]
    public int PrintConditions() => conditions.Sum(condition => CelPrinter.Print(condition).Length);
}
