using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>The rights of a pod: a token of its ServiceAccount and nothing else, in the kubeconfig that takes the place of the mounted one.</summary>
internal static class ServiceAccount
{
    /// <summary>Writes it. <paramref name="server"/> is where the pod finds the API server.</summary>
    public static async Task<string> KubeconfigAsync(ControlPlane cluster, string @namespace, string name, Uri server, string folder)
    {
        var asked = await cluster.Api.PostAsync(
            $"/api/v1/namespaces/{@namespace}/serviceaccounts/{name}/token",
            JsonNode.Parse("""{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"audiences": [], "expirationSeconds": 3600} }""")!);
        var file = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(file, $$"""
            apiVersion: v1
            kind: Config
            current-context: pod
            clusters: [{name: cluster, cluster: {server: "{{server}}", certificate-authority: {{cluster.CaFile}} } }]
            users: [{name: pod, user: {token: {{asked.Object["status"]!["token"]}} } }]
            contexts: [{name: pod, context: {cluster: cluster, user: pod, namespace: {{@namespace}} } }]
            """);
        return file;
    }
}
