namespace RouteMetrics.Webhook.Host;

/// <summary>Lets one through per second and counts the others, so that whoever floods the server does not flood its log.</summary>
internal sealed class Throttle(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private long? last;
    private long held;

    /// <summary>Whether this one passes; <paramref name="suppressed"/> are those that did not since the last one that did.</summary>
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
