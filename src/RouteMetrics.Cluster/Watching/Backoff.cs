namespace RouteMetrics.Cluster.Watching;

/// <summary>Pauses that double from the first to the longest, each times a random 1 to 2, so that many clients do not come back at once.</summary>
public sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan last;

    public TimeSpan Next()
    {
        last = last == TimeSpan.Zero ? first : last * 2 < longest ? last * 2 : longest;
#pragma warning disable CA5394 // Jitter is no secret.
        return last * (1 + Random.Shared.NextDouble());
#pragma warning restore CA5394
    }

    public void Reset() => last = TimeSpan.Zero;
}
