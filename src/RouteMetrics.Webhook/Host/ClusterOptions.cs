namespace RouteMetrics.Webhook.Host;

/// <summary>The cluster of the command line. Without a kubeconfig it is the one this process runs in, if it runs in a pod.</summary>
public sealed record ClusterOptions
{
    public string? Kubeconfig { get; init; }

    /// <summary>The kubeconfig's context; null for its current one.</summary>
    public string? Context { get; init; }

    /// <summary>Whether only the leader writes to the cluster. Without it, this replica does.</summary>
    public bool LeaderElect { get; init; } = true;

    /// <summary>When a leader that stopped renewing may be replaced. The defaults of these three are client-go's.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan LeaseRenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LeaseRetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the leader audits the whole cluster; zero means never.</summary>
    public TimeSpan AuditInterval { get; init; } = TimeSpan.FromHours(1);
}
