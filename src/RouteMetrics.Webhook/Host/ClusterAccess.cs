using System.Security.Cryptography;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Leases;

namespace RouteMetrics.Webhook.Host;

/// <summary>How to reach the cluster, and this process's namespace and identity in it.</summary>
internal sealed record ClusterAccess(ClusterConnection Connection, string? PodNamespace, string Identity)
{
    /// <summary>The name of the leader election Lease.</summary>
    public const string LeaseName = "route-metrics";

    /// <summary>Whether this process runs in a pod, where the kubelet sets this variable.</summary>
    public static bool IsPod => Variable("KUBERNETES_SERVICE_HOST") is not null;

    /// <summary>Null without a fault if there is no cluster.</summary>
    public static ClusterAccess? Of(ClusterOptions options, List<string> faults)
    {
        var connection = options.Kubeconfig is { } file
            ? ClusterConnection.FromKubeconfig(file, options.Context, faults)
            : ClusterConnection.InCluster(faults);
        if (connection is null)
        {
            return null;
        }

        // The namespace of a kubeconfig is not necessarily the one we are installed in.
        var ns = options.Kubeconfig is null ? Variable("POD_NAMESPACE") ?? connection.Namespace : null;
        return new(
            connection, ns, Variable("POD_NAME") ?? $"{Environment.MachineName}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
    }

    /// <summary>The Lease in this namespace; null without leader election, or with a fault if its durations conflict.</summary>
    public LeaseOptions? LeaseIn(string ownNamespace, ClusterOptions options, List<string> faults)
    {
        if (!options.LeaderElect)
        {
            return null;
        }

        var lease = new LeaseOptions(ownNamespace, LeaseName, Identity)
        {
            Duration = options.LeaseDuration,
            RenewDeadline = options.LeaseRenewDeadline,
            RetryPeriod = options.LeaseRetryPeriod,
        };
        var found = lease.Faults();
        faults.AddRange(found.Select(static fault => $"--lease-duration, --lease-renew-deadline, --lease-retry-period: {fault}"));
        return found.Count == 0 ? lease : null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
