using System.Diagnostics.Metrics;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>What every watch of this process tells of itself. Labels are in the descriptions, which docs/metrics.md is made of.</summary>
internal static class WatchMetrics
{
    private static readonly Meter Meter = new("RouteMetrics.Kubernetes");

    private static readonly Counter<long> Lists = Meter.CreateCounter<long>(
        "routemetrics.watch.lists", "{list}",
        "Lists of a `resource` that succeeded: one at the start, one for each watch that could not be resumed, one every half hour");

    private static readonly Counter<long> Faults = Meter.CreateCounter<long>(
        "routemetrics.watch.faults", "{fault}", "Lists and watches of a `resource` that failed");

    // A time and not an age: the age goes on growing in Prometheus if the process no longer answers.
    private static readonly Gauge<double> LastHeard = Meter.CreateGauge<double>(
        "routemetrics.watch.last_event.timestamp", "s",
        "When the API server last said something of a `resource`: a list, an opened watch, an event, a bookmark; seconds since 1970. A quiet "
            + "watch is opened again after 150 s");

    /// <summary>A list has ended well.</summary>
    public static void Listed(ResourceType type, TimeProvider time)
    {
        Lists.Add(1, TagOf(type));
        Heard(type, time);
    }

    /// <summary>A watch was opened, or a line of it has arrived.</summary>
    public static void Heard(ResourceType type, TimeProvider time)
    {
        if (LastHeard.Enabled)
        {
            LastHeard.Record(time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0, TagOf(type));
        }
    }

    /// <summary>A list or a watch has failed.</summary>
    public static void Failed(ResourceType type) => Faults.Add(1, TagOf(type));

    private static KeyValuePair<string, object?> TagOf(ResourceType type) => new("resource", type.FullName);
}
