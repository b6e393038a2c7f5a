using BenchmarkDotNet.Attributes;
using RouteMetrics.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Benchmarks;

[MemoryDiagnoser]
public class SynthesisBenchmark
{
    private MeshSnapshot mesh = new();

    [Params(100, 1_000, 10_000)]
    public int Routes { get; set; }

    [ParamsAllValues]
    public MeshShape Shape { get; set; }

    [GlobalSetup]
    public void Setup() => mesh = Meshes.Of(Shape, Routes);

    [Benchmark]
    public RoutePlan Synthesize() => RoutePlan.Of(mesh, RouteMetricsSettings.Default);
}
