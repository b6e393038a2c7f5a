namespace RouteMetrics.Kubernetes.Informers;

/// <summary>The times and sizes of a watch.</summary>
public sealed record WatchOptions
{
    /// <value>Which objects; null: all.</value>
    public string? LabelSelector { get; init; }

    /// <value>Those of one namespace; null: of all.</value>
    public string? Namespace { get; init; }

    /// <value>The one of this name, which RBAC allows to whoever may list and watch it by <c>resourceNames</c>; null: all.</value>
    public string? Name { get; init; }

    /// <value>
    /// Without an event or bookmark for so long a watch is opened again; 150 s. API servers send a bookmark about once a minute if anything
    /// changes.
    /// </value>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(150);

    /// <value>How often everything is listed again although nothing was missed; 30 min.</value>
    public TimeSpan ResyncPeriod { get; init; } = TimeSpan.FromMinutes(30);

    /// <value>Objects per page of a list; 500.</value>
    public int PageSize { get; init; } = 500;

    /// <value>The pause after the first failure, doubled with each further one, each time times a random 1 to 2; 500 ms.</value>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <value>The longest pause; 10 s. After an outage everything is up to date again within twice that.</value>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>How often to check for a resource that is not served; 10 s.</value>
    public TimeSpan NotServedPause { get; init; } = TimeSpan.FromSeconds(10);
}
