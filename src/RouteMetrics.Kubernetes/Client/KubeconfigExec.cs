using System.Text.Json.Nodes;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// The <c>exec</c> of a kubeconfig user: which plugin to ask for credentials, and what it is told (client-go tools/clientcmd/api/v1
/// ExecConfig).
/// </summary>
internal static class KubeconfigExec
{
    /// <summary>The name of the cluster's extension that plugins are told of.</summary>
    private const string Extension = "client.authentication.k8s.io/exec";

    private static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    /// <summary>Null, and at least one fault, if it cannot be used.</summary>
    public static ExecCredentialSource? Read(KubeconfigValue exec, KubeconfigValue? cluster)
    {
        var command = exec.RequiredText("command");
        var version = exec.RequiredText("apiVersion");
        if (version is not null && !Versions.Contains(version, StringComparer.Ordinal))
        {
            exec["apiVersion"]?.Fault($"must be one of {string.Join(", ", Versions)}");
            version = null;
        }

        if (exec.Text("interactiveMode") == "Always")
        {
            exec["interactiveMode"]?.Fault("nobody is there to answer the plugin; use one that can do without, and IfAvailable or Never");
        }

        var environment = EnvironmentOf(exec);
        if (command is null || version is null)
        {
            return null;
        }

        return new(new ExecPlugin(
            command.Contains('/', StringComparison.Ordinal) ? exec.FilePath("command") ?? command : command,
            [.. exec.Items("args").Select(item => item.AsText()).OfType<string>()],
            environment,
            version)
        {
            Cluster = exec.Flag("provideClusterInfo") && cluster is not null ? ClusterInfo(cluster) : null,
            InstallHint = exec.Text("installHint"),
        });
    }

    private static List<KeyValuePair<string, string>> EnvironmentOf(KubeconfigValue exec)
    {
        var variables = new List<KeyValuePair<string, string>>();
        foreach (var item in exec.Items("env"))
        {
            if (item.RequiredText("name") is { } name)
            {
                variables.Add(new(name, item.Text("value") ?? ""));
            }
        }

        return variables;
    }

    private static JsonObject ClusterInfo(KubeconfigValue cluster)
    {
        var info = new JsonObject { ["server"] = cluster.Text("server") };
        foreach (var field in new[] { "tls-server-name", "certificate-authority-data", "proxy-url" })
        {
            if (cluster.Text(field) is { } text)
            {
                info[field] = text;
            }
        }

        if (cluster.FilePath("certificate-authority") is { } file && File.Exists(file))
        {
            info["certificate-authority-data"] = Convert.ToBase64String(File.ReadAllBytes(file));
        }

        if (cluster.Flag("insecure-skip-tls-verify"))
        {
            info["insecure-skip-tls-verify"] = true;
        }

        if (cluster.Items("extensions").FirstOrDefault(item => item.Text("name") == Extension)?["extension"] is { } config)
        {
            info["config"] = config.AsJson();
        }

        return info;
    }
}
