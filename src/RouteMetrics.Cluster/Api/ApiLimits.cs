namespace RouteMetrics.Cluster.Api;

/// <summary>Bounds on what one client asks of an API server, whatever its callers do.</summary>
public sealed record ApiLimits
{
    /// <value>Over time; 50 unless told.</value>
    public int RequestsPerSecond { get; init; } = 50;

    /// <value>At once; 100 unless told.</value>
    public int Burst { get; init; } = 100;

    /// <value>The longest wait that a server is granted before the next try; 30 s unless told.</value>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(30);
}
