using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using RouteMetrics.Admission;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Benchmarks;

/// <summary>From the bytes of a review to its verdict, in process.</summary>
[MemoryDiagnoser]
public class AdmissionBenchmark
{
    private readonly NamespaceDirectory namespaces = new();

    [Benchmark]
    public AdmissionAnswer MutateNamespace() => Answer(Payloads.Namespace, AdmissionPath.MutateNamespaces);

    [Benchmark]
    public AdmissionAnswer MutateSmallRoute() => Answer(Payloads.SmallRoute, AdmissionPath.MutateHttpRoutes);

    [Benchmark]
    public AdmissionAnswer ValidateSmallRoute() => Answer(Payloads.SmallRoute, AdmissionPath.ValidateHttpRoutes);

    [Benchmark]
    public AdmissionAnswer MutateLargeRoute() => Answer(Payloads.LargeRoute, AdmissionPath.MutateHttpRoutes);

    [Benchmark]
    public AdmissionAnswer ValidateLargeRoute() => Answer(Payloads.LargeRoute, AdmissionPath.ValidateHttpRoutes);

    private AdmissionAnswer.Decided Answer(byte[] review, AdmissionPath path) =>
        AdmissionDecision.Answer(review, RouteMetricsSettings.Default, namespaces, path) is AdmissionAnswer.Decided decided
            ? decided
            : throw new UnreachableException("the review was refused");
}
