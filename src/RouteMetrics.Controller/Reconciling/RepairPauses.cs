using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Events;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// Avoids fights over an object: what was written before and has to be written again, because somebody else changes it back or because what
/// we want alternates, is written less and less often. New content is no repair, but has a pace: it may be somebody's loop. Thread-safe.
/// </summary>
internal sealed class RepairPauses(TimeProvider time)
{
    /// <summary>The second repair waits for it, and each further one twice as long; the first one does not wait.</summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>After it without a write, an object is forgotten.</summary>
    private static readonly TimeSpan Peace = TimeSpan.FromMinutes(10);

    /// <summary>New content at once, as of a user who tries things; then once in each <see cref="Pace"/>.</summary>
    private const int Burst = 10;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary>The contents that are remembered of an object; what alternates has two or three.</summary>
    private const int MostRemembered = 8;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Kind, string? Namespace, string Name), Writes> objects = [];
    private long forgot = time.GetTimestamp();

    private sealed class Writes(TokenBucket pace)
    {
        public TokenBucket Pace => pace;

        /// <summary>The latest last.</summary>
        public List<UInt128> Contents { get; } = [];

        public int Repairs { get; set; }

        public long At { get; set; }
    }

    /// <summary>How long to wait before writing this object; zero if it may be written now, which then counts as written.</summary>
    public TimeSpan Ask(Manifest manifest)
    {
        var content = ObjectDigest.OfManifest(manifest.Body);
        lock (gate)
        {
            Forget();
            var key = (manifest.Kind, manifest.Namespace, manifest.Name);
            if (!objects.TryGetValue(key, out var writes) || time.GetElapsedTime(writes.At) > Peace)
            {
                objects[key] = writes = new(new(Burst, Pace, time));
            }

            var wait = WaitOf(writes, writes.Contents.Contains(content));
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            writes.Repairs += writes.Contents.Remove(content) ? 1 : 0;
            writes.Contents.Add(content);
            writes.Contents.RemoveRange(0, Math.Max(0, writes.Contents.Count - MostRemembered));
            writes.At = time.GetTimestamp();
            return TimeSpan.Zero;
        }
    }

    /// <summary>What <see cref="Ask"/> allowed could not be written: to try again is no repair of what somebody else did.</summary>
    public void Refused(Manifest manifest)
    {
        lock (gate)
        {
            if (objects.TryGetValue((manifest.Kind, manifest.Namespace, manifest.Name), out var writes))
            {
                writes.Contents.Remove(ObjectDigest.OfManifest(manifest.Body));
            }
        }
    }

    private TimeSpan WaitOf(Writes writes, bool isRepair)
    {
        if (!isRepair)
        {
            return writes.Pace.TryTake() ? TimeSpan.Zero : Pace;
        }

        return writes.Repairs == 0 ? TimeSpan.Zero : Backoff.After(writes.Repairs, First, Longest) - time.GetElapsedTime(writes.At);
    }

    private void Forget()
    {
        if (time.GetElapsedTime(forgot) <= Peace)
        {
            return;
        }

        forgot = time.GetTimestamp();
        foreach (var (key, _) in objects.Where(item => time.GetElapsedTime(item.Value.At) > Peace).ToList())
        {
            objects.Remove(key);
        }
    }
}
