using BenchmarkDotNet.Attributes;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Benchmarks;

[MemoryDiagnoser]
public class SynthesisBenchmark
{
    private MeshState mesh = new();

    [Params(100, 1_000, 10_000)]
    public int Routes { get; set; }

    [ParamsAllValues]
    public MeshShape Shape { get; set; }

    [GlobalSetup]
    public void Setup() => mesh = Meshes.Of(Shape, Routes);

    [Benchmark]
    public MeshPlan Synthesize() => MeshSynthesis.Synthesize(mesh, RouteMetricsSettings.Default);
}
