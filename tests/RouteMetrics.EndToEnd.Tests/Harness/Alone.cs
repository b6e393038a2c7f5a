using Xunit.Sdk;
using Xunit.v3;

// Each class has a control plane of its own, and most of its time is waiting: three at a time keep two cores busy.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 3)]

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>Tests that keep the processors busy themselves, or say how long something takes: nothing runs beside them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
