using System.Diagnostics;
using System.Globalization;
using RouteMetrics.Admission;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Benchmarks;

/// <summary>
/// What a review costs from its bytes to its verdict: processor time of the whole process, garbage collection included, and bytes allocated. The least of many
/// short runs, since what else the machine does only adds.
/// </summary>
internal static class InProcess
{
    private const int Runs = 40;

    /// <summary>Of the cases whose name contains <paramref name="part"/>. Exit code 1 if one allocates more than is promised.</summary>
    public static int Report(string part, TextWriter output)
    {
        var holds = true;
        output.WriteLine("| review, in process | µs | KB allocated | promised | |");
        output.WriteLine("|---|---:|---:|---:|---|");
        foreach (var (name, review, path, count, promised) in Cases().Where(item => item.Name.Contains(part, StringComparison.Ordinal)))
        {
            var (time, bytes) = Measure(review, path, count, null);
            var isHeld = bytes / 1024 <= promised;
            holds &= isHeld;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {time:0.0} | {bytes / 1024:0.0} | {promised} | {(isHeld ? "pass" : "FAIL")} |"));
        }

        output.WriteLine();
        output.WriteLine("| validate an HTTPRoute, 4 KB, 5 rules, in process | µs |");
        output.WriteLine("|---|---:|");
        foreach (var (name, routes) in from others in new[] { 10, 100, 1000 } select ($"beside {others} at its Service", others))
        {
            if (name.Contains(part, StringComparison.Ordinal))
            {
                var (time, _) = Measure(Payloads.SmallRoute, AdmissionPath.ValidateHttpRoutes, 5000 / routes, Meshes.Beside("shop", "cart", routes));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {time:0} |"));
            }
        }

        return holds ? 0 : 1;
    }

    private static IEnumerable<(string Name, byte[] Review, AdmissionPath Path, int Count, int Promised)> Cases() =>
    [
        ("mutate a Namespace", Payloads.Namespace, AdmissionPath.MutateNamespaces, 4000, 5),
        ("mutate an HTTPRoute, 4 KB, 5 rules", Payloads.SmallRoute, AdmissionPath.MutateHttpRoutes, 1500, 25),
        ("validate an HTTPRoute, 4 KB, 5 rules", Payloads.SmallRoute, AdmissionPath.ValidateHttpRoutes, 1500, 20),
        ("mutate an HTTPRoute, 100 KB, 128 matches", Payloads.LargeRoute, AdmissionPath.MutateHttpRoutes, 80, 650),
        ("validate an HTTPRoute, 100 KB, 128 matches", Payloads.LargeRoute, AdmissionPath.ValidateHttpRoutes, 80, 330),
    ];

    private static (double Time, double Bytes) Measure(byte[] review, AdmissionPath path, int count, MeshSnapshot? snapshot)
    {
        var namespaces = new NamespaceDirectory();
        var (least, bytes) = (double.MaxValue, 0.0);
        for (var run = 0; run < Runs; run++)
        {
            var (time, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
            for (var answered = 0; answered < count; answered++)
            {
                _ = AdmissionDecision.Answer(review, RouteMetricsSettings.Default, namespaces, path, snapshot: snapshot) is AdmissionAnswer.Decided
                    ? 0
                    : throw new UnreachableException("the review was refused");
            }

            bytes = (double)(GC.GetTotalAllocatedBytes() - allocated) / count;
            least = Math.Min(least, (Environment.CpuUsage.TotalTime - time).TotalMicroseconds / count);
        }

        return (least, bytes);
    }
}
