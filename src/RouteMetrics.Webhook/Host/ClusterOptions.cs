namespace RouteMetrics.Webhook.Host;

/// <summary>The cluster of the command line. Without a kubeconfig it is the one this process runs in, if it runs in a pod.</summary>
public sealed record ClusterOptions
{
    public string? Kubeconfig { get; init; }

    /// <summary>Of the kubeconfig; null: its current one.</summary>
    public string? Context { get; init; }

    /// <summary>Of several replicas one writes to the cluster; without it, this one does.</summary>
    public bool LeaderElect { get; init; } = true;

    /// <summary>How long after its last renewal a leader that is gone is replaced. The defaults of these three are client-go's.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan LeaseRenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LeaseRetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the leader audits the whole cluster; zero: never.</summary>
    public TimeSpan AuditInterval { get; init; } = TimeSpan.FromHours(1);
}
