using System.Text.Json.Nodes;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>What cert-manager does in a cluster: a Secret with a certificate for the Service, and its CA in both webhook configurations.</summary>
internal static class DevCertificates
{
    public static async Task InstallAsync(ControlPlane cluster)
    {
        var folder = Directory.CreateTempSubdirectory("certificates-").FullName;
        try
        {
            var made = await ChildProcess.RunAsync(SourceTree.PathOf("certs/make-dev-certs"), [folder]);
            Assert.True(made.Exit == 0, made.Error);
            await cluster.Kubectl.OutputAsync($"create secret tls route-metrics-tls -n {Installation.Namespace} --cert {folder}/tls.crt --key {folder}/tls.key");
            var bundle = Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(folder, "ca.crt")));
            foreach (var kind in new[] { "mutatingwebhookconfigurations", "validatingwebhookconfigurations" })
            {
                await TrustAsync(cluster.Api, $"/apis/admissionregistration.k8s.io/v1/{kind}/{Installation.Name}", bundle);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task TrustAsync(ApiClient api, string path, string bundle)
    {
        var configuration = (await api.GetAsync(path)).Object;
        foreach (var webhook in configuration["webhooks"]!.AsArray())
        {
            webhook!["clientConfig"]!["caBundle"] = JsonValue.Create(bundle);
        }

        _ = (await api.PutAsync(path, configuration)).Object;
    }
}
