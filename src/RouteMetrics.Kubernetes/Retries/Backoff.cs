namespace RouteMetrics.Kubernetes.Retries;

/// <summary>Waits that double from the first to the longest, with jitter, so that many clients do not come back at once.</summary>
public sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int failures;

    public TimeSpan Next() => Jittered(After(++failures, first, longest));

    public void Reset() => failures = 0;

    /// <summary>The wait after so many failures in a row, without jitter.</summary>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest)
    {
        var wait = first * Math.Pow(2, Math.Min(failures - 1, 30));
        return wait < longest ? wait : longest;
    }

#pragma warning disable CA5394 // Jitter is no secret.
    /// <summary>The wait times a random factor from 1 to <paramref name="factor"/>.</summary>
    public static TimeSpan Jittered(TimeSpan wait, double factor = 2) => wait * (1 + (Random.Shared.NextDouble() * (factor - 1)));

    public static int Between(int least, int most) => Random.Shared.Next(least, most + 1);
#pragma warning restore CA5394
}
