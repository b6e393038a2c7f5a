namespace RouteMetrics.Testing;

/// <summary>A clock that stands still until it is moved on; its timers can be waited for.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private DateTimeOffset now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private TaskCompletionSource changed = new();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until the timers that run satisfy a condition; they are given as what is left of each, shortest first.</summary>
    public async Task<IReadOnlyList<TimeSpan>> TimersAsync(Func<IReadOnlyList<TimeSpan>, bool> condition)
    {
        while (true)
        {
            Task next;
            List<TimeSpan> left;
            lock (gate)
            {
                left = [.. timers.Select(timer => timer.Due - now).Order()];
                next = changed.Task;
            }

            if (condition(left))
            {
                return left;
            }

            await next.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Advance(TimeSpan by)
    {
        List<Timer> due;
        lock (gate)
        {
            now += by;
            due = [.. timers.Where(timer => timer.Due <= now).OrderBy(timer => timer.Due)];
            timers.RemoveAll(due.Contains);
        }

        Announce();
        foreach (var timer in due)
        {
            timer.Fire();
        }
    }

    private void Announce()
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            (waiting, changed) = (changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        waiting.SetResult();
    }

    private sealed class Timer(ManualTime time, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time.now + dueTime;
                    time.timers.Add(this);
                }
            }

            time.Announce();
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
