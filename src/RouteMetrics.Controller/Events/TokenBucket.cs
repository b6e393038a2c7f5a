namespace RouteMetrics.Controller.Events;

/// <summary>A burst at once, then one per interval. Not thread-safe.</summary>
internal sealed class TokenBucket(int burst, TimeSpan interval, TimeProvider time)
{
    private double tokens = burst;
    private long refilled = time.GetTimestamp();

    public bool TryTake()
    {
        tokens = Math.Min(burst, tokens + (time.GetElapsedTime(refilled) / interval));
        refilled = time.GetTimestamp();
        if (tokens < 1)
        {
            return false;
        }

        tokens--;
        return true;
    }
}
