using RouteMetrics.Cluster.Api;

namespace RouteMetrics.Webhook.Serving;

/// <summary>Which cluster this process works with.</summary>
internal static class ClusterAccess
{
    /// <summary>Whether this process is a pod: kubelets tell each where its API server is.</summary>
    public static bool IsPod => Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 };

    /// <summary>Null without a fault if there is none.</summary>
    public static ClusterConnection? Connect(ServeOptions options, List<string> faults) => options.Kubeconfig is { } file
        ? ClusterConnection.FromKubeconfig(file, options.Context, faults)
        : ClusterConnection.InCluster(faults);
}
