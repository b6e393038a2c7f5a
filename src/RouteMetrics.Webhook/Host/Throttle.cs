namespace RouteMetrics.Webhook.Host;

/// <summary>Lets one event per second through and counts the others, so that a flood of requests does not flood the log.</summary>
internal sealed class Throttle(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private long? last;
    private long held;

    /// <summary>Whether this event passes; <paramref name="suppressed"/> counts those held back since the last one that did.</summary>
    public bool Passes(out long suppressed)
    {
        lock (gate)
        {
            if (last is { } passed && time.GetElapsedTime(passed) < Pause)
            {
                suppressed = ++held;
                return false;
            }

            (suppressed, held, last) = (held, 0, time.GetTimestamp());
            return true;
        }
    }
}
