namespace RouteMetrics.Kubernetes.Client;

/// <summary>Bounds on what one client asks of an API server, whatever its callers do.</summary>
public sealed record ApiLimits
{
    /// <value>How many are added in each <see cref="Period"/> to what may be asked; 50.</value>
    public int RequestsPerPeriod { get; init; } = 50;

    /// <value>1 s.</value>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>At once; 100.</value>
    public int Burst { get; init; } = 100;

    /// <value>The longest wait that a server is granted before the next try; 30 s.</value>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(30);
}
