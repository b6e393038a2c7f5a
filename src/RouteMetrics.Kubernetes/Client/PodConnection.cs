using System.Net.Security;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>What every pod is given: the API server's address in its environment, CA, token and namespace in files.</summary>
internal static class PodConnection
{
    /// <summary>Kubernetes docs, "Accessing the Kubernetes API from a Pod".</summary>
    public const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    private const string HostVariable = "KUBERNETES_SERVICE_HOST";
    private const string PortVariable = "KUBERNETES_SERVICE_PORT";

    public static ClusterConnection? Of(string folder, Func<string, string?> environment, List<string> faults)
    {
        var (host, port) = (environment(HostVariable), environment(PortVariable));
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            return null;
        }

        var address = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        if (!Uri.TryCreate($"https://{address}:{port}", UriKind.Absolute, out var server))
        {
            faults.Add($"{HostVariable}={OneLine.Quote(host)}, {PortVariable}={OneLine.Quote(port)}: is no host and port");
            return null;
        }

        var before = faults.Count;
        var credentials = TokenFile.At(Path.Combine(folder, "token"), null, faults, "; is automountServiceAccountToken off?");
        var trust = ServerTrust.OfFile(Path.Combine(folder, "ca.crt"), null, faults);
        return faults.Count > before || trust is null || credentials is null
            ? null
            : new(server, NamespaceIn(folder), trust, credentials) { IsDirect = true };
    }

    // Only a default for those who do not say which namespace they mean.
    private static string? NamespaceIn(string folder) => ConnectionFile.Reread(Path.Combine(folder, "namespace"))?.Trim();
}
