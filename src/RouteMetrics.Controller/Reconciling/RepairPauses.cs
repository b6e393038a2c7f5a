using RouteMetrics.Controller.Caching;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// Avoids fights: an object that somebody else changes back each time is repaired less and less often. A change of what we want does not
/// count as a repair. Thread-safe.
/// </summary>
internal sealed class RepairPauses(TimeProvider time)
{
    /// <summary>The second repair waits for it, and each further one twice as long; the first one does not wait.</summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>After it without a repair, an object is forgotten.</summary>
    private static readonly TimeSpan Peace = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Repair> repairs = new(StringComparer.Ordinal);
    private long forgot = time.GetTimestamp();

    private sealed record Repair(UInt128 Written, int Count, long At);

    /// <summary>How long to wait before writing this change; zero if it may be written now, which then counts as written.</summary>
    public TimeSpan Ask(ReconcileAction.Change change)
    {
        var key = $"{change.Type.Kind} {change.Existing}";
        var wanted = ObjectDigest.OfManifest(change.Manifest.Body);
        lock (gate)
        {
            Forget();
            if (!repairs.TryGetValue(key, out var last) || last.Written != wanted || time.GetElapsedTime(last.At) > Peace)
            {
                repairs[key] = new(wanted, 0, time.GetTimestamp());
                return TimeSpan.Zero;
            }

            var left = PauseAfter(last.Count) - time.GetElapsedTime(last.At);
            if (left > TimeSpan.Zero)
            {
                return left;
            }

            repairs[key] = new(wanted, last.Count + 1, time.GetTimestamp());
            return TimeSpan.Zero;
        }
    }

    private static TimeSpan PauseAfter(int repairs) => repairs == 0 ? TimeSpan.Zero : Backoff.After(repairs, First, Longest);

    private void Forget()
    {
        if (time.GetElapsedTime(forgot) <= Peace)
        {
            return;
        }

        forgot = time.GetTimestamp();
        foreach (var (key, _) in repairs.Where(repair => time.GetElapsedTime(repair.Value.At) > Peace).ToList())
        {
            repairs.Remove(key);
        }
    }
}
