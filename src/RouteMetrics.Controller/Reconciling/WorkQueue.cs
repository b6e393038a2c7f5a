using System.Diagnostics;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// A work queue of namespaces, as client-go's: no namespace is processed twice at a time, and one that is added meanwhile is processed
/// again. It also waits until a namespace is quiet, backs off after failures, and has one that took long rest, whatever is added meanwhile:
/// one namespace must not keep the others waiting. Thread-safe.
/// </summary>
internal sealed class WorkQueue(TimeProvider time, Func<double> jitter)
{
    /// <summary>Merges the changes of one <c>kubectl apply</c>.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait for a namespace to become quiet.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>So many times as long as the work took, so that a namespace has a tenth of one worker.</summary>
    private const int RestFactor = 9;

    /// <summary>The plan of a usual namespace takes less.</summary>
    private static readonly TimeSpan UsualWork = TimeSpan.FromMilliseconds(50);

    // All times are relative to it, so that setting the clock delays nothing.
    private readonly long start = time.GetTimestamp();
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, TimeSpan> queue = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Entry
    {
        public TimeSpan? FirstAdded { get; set; }

        public TimeSpan LastAdded { get; set; }

        public TimeSpan NotBefore { get; set; }

        public int Failures { get; set; }

        public bool IsProcessing { get; set; }

        public bool IsQueued { get; set; }
    }

    private TimeSpan Now => time.GetElapsedTime(start);

    /// <summary>Namespaces that wait, also for a pause to end; and how long the one has been due that has been longest.</summary>
    public (int Queued, TimeSpan Overdue) Backlog
    {
        get
        {
            lock (gate)
            {
                var late = queue.TryPeek(out var ns, out _) ? Now - DueOf(entries[ns]) : TimeSpan.Zero;
                return (queue.Count, late > TimeSpan.Zero ? late : TimeSpan.Zero);
            }
        }
    }

    public void Add(IEnumerable<string> namespaces)
    {
        lock (gate)
        {
            var now = Now;
            var wasQueued = queue.Count;
            foreach (var ns in namespaces)
            {
                var entry = entries.GetValueOrDefault(ns) ?? (entries[ns] = new());
                entry.FirstAdded ??= now;
                entry.LastAdded = now;
                Enqueue(ns, entry);
            }

            if (queue.Count > wasQueued)
            {
                Wake();
            }
        }
    }

    /// <summary>The next namespace that is due. The caller ends its processing by one of the three methods below.</summary>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task woken;
            TimeSpan wait;
            lock (gate)
            {
                if (TryGet(out wait) is { } ns)
                {
                    return ns;
                }

                woken = changed.Task;
            }

            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(woken, Task.Delay(wait, time, enough.Token));
            await enough.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Success: forgets the failures.</summary>
    public void Done(string ns, TimeSpan work = default) => Release(ns, failures: 0, TimeSpan.Zero, work);

    /// <summary>Success, but the namespace has to be processed again after this time.</summary>
    public void RequeueAfter(string ns, TimeSpan wait, TimeSpan work = default) => Release(ns, failures: 0, wait, work);

    /// <summary>Failure: the namespace is processed again after a back-off, which is returned.</summary>
    public TimeSpan Requeue(string ns, TimeSpan work = default)
    {
        lock (gate)
        {
            var failures = entries[ns].Failures + 1;
            var wait = Backoff.After(failures, FirstWait, LongestWait) * (0.5 + (jitter() / 2));
            Release(ns, failures, wait, work);
            return wait;
        }
    }

    private static TimeSpan RestAfter(TimeSpan work) =>
        work <= UsualWork ? TimeSpan.Zero : work * RestFactor < LongestWait ? work * RestFactor : LongestWait;

    private void Release(string ns, int failures, TimeSpan wait, TimeSpan work)
    {
        lock (gate)
        {
            var entry = entries[ns];
            (entry.IsProcessing, entry.Failures) = (false, failures);
            var rest = RestAfter(work);
            entry.NotBefore = Now + (wait > rest ? wait : rest);
            if (wait > TimeSpan.Zero)
            {
                // Changes do not shorten the wait: most of them are our own, or have the same cause.
                entry.FirstAdded ??= Now;
            }

            if (entry.FirstAdded is null)
            {
                _ = rest == TimeSpan.Zero && entries.Remove(ns);
                return;
            }

            Enqueue(ns, entry);
            Wake();
        }
    }

    // Null if none is due; then how long until the next one is.
    private string? TryGet(out TimeSpan wait)
    {
        var now = Now;
        while (queue.TryPeek(out var ns, out var when) && when <= now)
        {
            queue.Dequeue();
            var entry = entries[ns];
            entry.IsQueued = false;

            // It was added again while it was queued.
            if (DueOf(entry) > now)
            {
                Enqueue(ns, entry);
                continue;
            }

            (entry.FirstAdded, entry.IsProcessing) = (null, true);
            wait = default;
            return ns;
        }

        wait = queue.TryPeek(out _, out var next) ? next - now : Timeout.InfiniteTimeSpan;
        return null;
    }

    private void Enqueue(string ns, Entry entry)
    {
        if (entry is { IsQueued: false, IsProcessing: false })
        {
            queue.Enqueue(ns, DueOf(entry));
            entry.IsQueued = true;
        }
    }

    private static TimeSpan DueOf(Entry entry)
    {
        var first = entry.FirstAdded ?? throw new UnreachableException();
        var quiet = entry.LastAdded + Quiet;
        var due = quiet < first + Patience ? quiet : first + Patience;
        return due > entry.NotBefore ? due : entry.NotBefore;
    }

    private void Wake()
    {
        var woken = changed;
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        woken.SetResult();
    }
}
