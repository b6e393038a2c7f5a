namespace RouteMetrics.Kubernetes.Informers;

/// <summary>
/// Pauses that double from the first to the longest, each times a random 1 to 2, so that many clients do not come back at once.
/// </summary>
public sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan last;

    public TimeSpan Next()
    {
        last = last == TimeSpan.Zero ? first : last * 2 < longest ? last * 2 : longest;
        return Jittered(last);
    }

    public void Reset() => last = TimeSpan.Zero;

#pragma warning disable CA5394 // Jitter is no secret.
    public static TimeSpan Jittered(TimeSpan pause) => pause * (1 + Random.Shared.NextDouble());

    public static int Between(int least, int most) => Random.Shared.Next(least, most + 1);
#pragma warning restore CA5394
}
