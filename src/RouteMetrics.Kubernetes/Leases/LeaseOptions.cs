namespace RouteMetrics.Kubernetes.Leases;

/// <summary>
/// Which Lease, as whom, and the times of the election: <see cref="Duration"/> &gt; <see cref="RenewDeadline"/> &gt; 1.2 × <see
/// cref="RetryPeriod"/>, as of client-go.
/// </summary>
public sealed record LeaseOptions(string Namespace, string Name, string Identity)
{
    // client-go wait.JitterUntil(…, JitterFactor 1.2).
    internal const double Jitter = 1.2;

    /// <value>How long others wait after the last renewal, and so until they replace a crashed leader; whole seconds; 15 s.</value>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>How long after its last renewal a leader stops; 10 s. Its work must end in the rest of <see cref="Duration"/>.</value>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>How often the leader renews, and the others look; 2 s.</value>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Everything that is wrong with these options, each with its fix; empty if nothing is.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        foreach (var (what, text) in new[] { ("namespace", Namespace), ("name", Name), ("identity", Identity) })
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                faults.Add($"the lease's {what} is empty; give it one");
            }
        }

        if (Duration < TimeSpan.FromSeconds(1) || Duration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            faults.Add($"lease duration {Seconds(Duration)} must be whole seconds, at least 1");
        }

        if (RenewDeadline >= Duration)
        {
            faults.Add($"renew deadline {Seconds(RenewDeadline)} must be less than the lease duration {Seconds(Duration)}");
        }

        if (RetryPeriod <= TimeSpan.Zero || RetryPeriod * Jitter >= RenewDeadline)
        {
            faults.Add(
                $"retry period {Seconds(RetryPeriod)} must be more than 0 and, times {Jitter}, "
                + $"less than the renew deadline {Seconds(RenewDeadline)}");
        }

        return faults;
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.###} s";
}
