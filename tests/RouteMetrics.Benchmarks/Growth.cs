using System.Diagnostics;
using System.Globalization;
using RouteMetrics.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Benchmarks;

/// <summary>
/// Whether the time of a synthesis grows with n log n: twice as many routes may take 2.14 times as long. Judged at the large end, where nothing fits into the
/// processor's caches any more: what leaves them takes twice as long, which is no fault of the algorithm.
/// </summary>
internal static class Growth
{
    private const int Repetitions = 15;
    private const int RepetitionsOfLarge = 5;
    private const int Half = 25_000;
    private const int Large = 50_000;

    /// <summary>Runs differ; n² would be 1.3 times the bound.</summary>
    private const double Tolerance = 1.4;

    /// <summary>Prints a Markdown table. Exit code 1 if a shape grows faster.</summary>
    public static int Report(TextWriter output)
    {
        Once(Meshes.Of(MeshShape.OneService, 10_000)); // compiles what the first row would otherwise pay for
        var sound = true;
        output.WriteLine("| synthesis of all routes on | 1,000 | 10,000 | 25,000 | 50,000 | ×2 from 25,000 (n log n: 2.14) | |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---|");
        foreach (var shape in Enum.GetValues<MeshShape>())
        {
            var (small, medium, half, large) = (Best(shape, 1_000), Best(shape, 10_000), Best(shape, Half), Best(shape, Large));
            var factor = large / half;
            var holds = factor <= (double)Large / Half * Math.Log(Large) / Math.Log(Half) * Tolerance;
            sound &= holds;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Name(shape)} | {small:F1} ms | {medium:F0} ms | {half:F0} ms | {large:F0} ms | {factor:F2} | {(holds ? "pass" : "FAIL")} |"));
        }

        return sound ? 0 : 1;
    }

    private static string Name(MeshShape shape) => shape switch
    {
        MeshShape.ManyServices => "one Service and namespace for ten",
        MeshShape.OneNamespace => "one Service for ten, all in one namespace",
        MeshShape.OneService => "one Service",
        MeshShape.OneGateway => "one Gateway",
        _ => throw new UnreachableException(),
    };

    // The best of several: what disturbs a measurement only ever makes it longer.
    private static double Best(MeshShape shape, int routes)
    {
        var mesh = Meshes.Of(shape, routes);
        return Enumerable.Range(0, routes < Half ? Repetitions : RepetitionsOfLarge).Min(_ => Once(mesh));
    }

    private static double Once(MeshSnapshot mesh)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        var plan = RoutePlan.Of(mesh, RouteMetricsSettings.Default);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return plan.Targets.Count > 0 ? elapsed.TotalMilliseconds : throw new UnreachableException("nothing was measured");
    }
}
