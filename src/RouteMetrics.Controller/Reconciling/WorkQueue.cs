using System.Diagnostics;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// The namespaces to look at, each once it has been quiet for a moment, and none twice at a time. One that fails waits longer each time, whatever happens to it
/// meanwhile. Thread-safe.
/// </summary>
internal sealed class DirtyNamespaces(TimeProvider time, Func<double> jitter)
{
    /// <summary>A <c>kubectl apply</c> of several objects is one change.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>A namespace that is never quiet is looked at so often.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The wait after a failure, doubled with each further one.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    // Times are since then: a clock that is set must not hold anything up.
    private readonly long start = time.GetTimestamp();
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, TimeSpan> queue = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Entry
    {
        public TimeSpan? FirstMark { get; set; }

        public TimeSpan LastMark { get; set; }

        public TimeSpan NotBefore { get; set; }

        public int Failures { get; set; }

        public bool IsTaken { get; set; }

        public bool IsQueued { get; set; }
    }

    private TimeSpan Now => time.GetElapsedTime(start);

    public void Mark(IEnumerable<string> namespaces)
    {
        lock (gate)
        {
            var now = Now;
            var wasQueued = queue.Count;
            foreach (var ns in namespaces)
            {
                var entry = EntryOf(ns);
                entry.FirstMark ??= now;
                entry.LastMark = now;
                Enqueue(ns, entry);
            }

            if (queue.Count > wasQueued)
            {
                Wake();
            }
        }
    }

    /// <summary>The next namespace whose time has come; it is the caller's until given back.</summary>
    public async Task<string> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task woken;
            TimeSpan wait;
            lock (gate)
            {
                if (TryTake(out var ns, out wait))
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

    /// <summary>Gives a namespace back, to be looked at again when it is marked.</summary>
    public void Done(string ns) => GiveBack(ns, 0, TimeSpan.Zero);

    /// <summary>Gives a namespace back, to be looked at again after this time at the latest.</summary>
    public void Again(string ns, TimeSpan wait) => GiveBack(ns, 0, wait);

    /// <summary>Gives a namespace back, to be looked at again after a wait, which is the answer.</summary>
    public TimeSpan Failed(string ns)
    {
        lock (gate)
        {
            var failures = entries[ns].Failures + 1;
            var wait = WaitAfter(failures);
            GiveBack(ns, failures, wait);
            return wait;
        }
    }

    private void GiveBack(string ns, int failures, TimeSpan wait)
    {
        lock (gate)
        {
            var entry = entries[ns];
            (entry.IsTaken, entry.Failures) = (false, failures);
            if (wait > TimeSpan.Zero)
            {
                // Changes do not shorten the wait: most of them are our own, or of the same cause.
                entry.NotBefore = Now + wait;
                entry.FirstMark ??= Now;
            }

            if (entry.FirstMark is null)
            {
                entries.Remove(ns);
                return;
            }

            Enqueue(ns, entry);
            Wake();
        }
    }

    private bool TryTake(out string ns, out TimeSpan wait)
    {
        var now = Now;
        while (queue.TryPeek(out ns!, out var when) && when <= now)
        {
            queue.Dequeue();
            var entry = entries[ns];
            entry.IsQueued = false;
            // It was marked again while it stood in the queue.
            if (DueOf(entry) > now)
            {
                Enqueue(ns, entry);
                continue;
            }

            (entry.FirstMark, entry.IsTaken) = (null, true);
            wait = default;
            return true;
        }

        wait = queue.TryPeek(out _, out var next) ? next - now : Timeout.InfiniteTimeSpan;
        return false;
    }

    private void Enqueue(string ns, Entry entry)
    {
        if (!entry.IsQueued && !entry.IsTaken)
        {
            queue.Enqueue(ns, DueOf(entry));
            entry.IsQueued = true;
        }
    }

    private static TimeSpan DueOf(Entry entry)
    {
        var first = entry.FirstMark ?? throw new UnreachableException();
        var quiet = entry.LastMark + Quiet;
        var due = quiet < first + Patience ? quiet : first + Patience;
        return due > entry.NotBefore ? due : entry.NotBefore;
    }

    private TimeSpan WaitAfter(int failures)
    {
        var doubled = FirstWait * Math.Pow(2, Math.Min(failures - 1, 30));
        return (doubled < LongestWait ? doubled : LongestWait) * (0.5 + (jitter() / 2));
    }

    private Entry EntryOf(string ns)
    {
        if (!entries.TryGetValue(ns, out var entry))
        {
            entries[ns] = entry = new();
        }

        return entry;
    }

    private void Wake()
    {
        var woken = changed;
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        woken.SetResult();
    }
}
