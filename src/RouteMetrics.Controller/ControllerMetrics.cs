using System.Diagnostics.Metrics;

namespace RouteMetrics.Controller;

/// <summary>
/// What the leader counts of its work. Labels are in the descriptions, which docs/metrics.md is made of. Its state is observed by the
/// process, which knows whether it leads.
/// </summary>
internal static class ControllerMetrics
{
    private static readonly Meter Meter = new("RouteMetrics.Controller");

    private static readonly Counter<long> Reconciles = Meter.CreateCounter<long>(
        "routemetrics.reconciles", "{reconcile}",
        "Namespaces that were compared with their routes, by `outcome`: settled, again (something is waited for), failed (and is retried)");

    // From an idle namespace (a millisecond) to the slowest API server that is still waited for.
    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "routemetrics.reconcile.duration", "s", "How long one of these took, writes included",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    private static readonly Counter<long> Writes = Meter.CreateCounter<long>(
        "routemetrics.writes", "{write}",
        "Requests that were to change an object, by `kind`, `verb` (create, change, delete, label, record, take back) and `result` (done, "
            + "conflict, refused)");

    private static readonly Counter<long> Audits = Meter.CreateCounter<long>(
        "routemetrics.audits", "{audit}", "Audits of the whole cluster, by `result`: done, failed");

    public static void Reconciled(string outcome, TimeSpan elapsed)
    {
        Reconciles.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        Durations.Record(elapsed.TotalSeconds);
    }

    public static void Wrote(string kind, string verb, string result) =>
        Writes.Add(1, new("kind", kind), new("verb", verb), new("result", result));

    public static void Audited(string result) => Audits.Add(1, new KeyValuePair<string, object?>("result", result));
}
