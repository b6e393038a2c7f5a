namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// How to reach an API server, and as whom: read once; token, certificate and CA files are looked at again as the connection is used.
/// </summary>
public sealed class ClusterConnection
{
    internal ClusterConnection(Uri server, string? ns, ServerTrust trust, CredentialSource credentials)
    {
        Server = server;
        Namespace = string.IsNullOrEmpty(ns) ? "default" : ns;
        Trust = trust;
        Credentials = credentials;
    }

    public Uri Server { get; }

    /// <summary>The namespace of the context, or of the pod; <c>default</c> if none is given.</summary>
    public string Namespace { get; }

    internal ServerTrust Trust { get; }

    internal CredentialSource Credentials { get; }

    /// <summary>Null: the one that the environment names.</summary>
    internal Uri? Proxy { get; init; }

    /// <summary>A pod talks to the API server of its own cluster, whatever proxy its environment names for the world outside.</summary>
    internal bool IsDirect { get; init; }

    /// <summary>
    /// The connection of a kubeconfig file; without one, of <c>$KUBECONFIG</c> (a list of files, merged as kubectl does), else of
    /// <c>~/.kube/config</c>. Without a context its <c>current-context</c>. Null, and at least one fault, if there is none or it cannot be
    /// used.
    /// </summary>
    public static ClusterConnection? FromKubeconfig(string? file, string? context, List<string> faults) =>
        Kubeconfig.Load(file, Environment.GetEnvironmentVariable, faults)?.Connect(context, faults);

    /// <summary>The connection of the pod that this process runs in; null without a fault if it does not run in one.</summary>
    public static ClusterConnection? InCluster(List<string> faults) =>
        PodConnection.Of(PodConnection.ServiceAccountFolder, Environment.GetEnvironmentVariable, faults);
}
