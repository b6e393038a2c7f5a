using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Certificates;

/// <summary>A control plane with <c>deploy/</c> as it is, whose pods make their own certificates.</summary>
public sealed class SelfManagedCluster : IAsyncLifetime
{
    private const string SecretPath = "/api/v1/namespaces/route-metrics/secrets/route-metrics-tls-self-managed";

    internal ControlPlane ControlPlane { get; private set; } = null!;

    internal Installation Installation { get; private set; } = null!;

    internal string Built { get; private set; } = "";

    internal ApiClient Api => ControlPlane.Api;

    public async ValueTask InitializeAsync()
    {
        ControlPlane = await ControlPlane.StartAsync();
        Built = await Kustomization.BuildAsync(ControlPlane, "deploy");
        Installation = await Installation.ApplyAsync(ControlPlane, "deploy");
    }

    public async ValueTask DisposeAsync()
    {
        await (Installation?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (ControlPlane?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>As before the first pod: no pod, no Secret, no bundle.</summary>
    internal async Task EmptyAsync()
    {
        foreach (var pod in Installation.Pods)
        {
            await pod.KillAsync();
        }

        _ = await Api.DeleteAsync(SecretPath);
        foreach (var kind in new[] { "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration" })
        {
            await ControlPlane.Kubectl.OutputAsync($"delete --ignore-not-found {kind} route-metrics");
            await ControlPlane.Kubectl.OutputAsync("create -f -", ManifestOf(kind));
        }
    }

    /// <summary>The one object of a kind in <c>deploy/</c>.</summary>
    internal string ManifestOf(string kind) =>
        Built.Split("\n---\n").Single(document => document.Contains($"\nkind: {kind}\n", StringComparison.Ordinal));

    /// <summary>Starts pods with these lifetimes, all at once, and waits until they admit.</summary>
    internal async Task StartAsync(int pods, params string[] lifetimes)
    {
        await Task.WhenAll(Enumerable.Range(0, pods).Select(_ => Installation.StartPodAsync(null, lifetimes)));
        await Installation.ReadyAsync();
        await Installation.AdmittingAsync();
    }

    internal async Task<JsonObject> SecretAsync() => (await Api.GetAsync(SecretPath)).Object;

    internal async Task WriteSecretAsync(JsonObject secret) => _ = (await Api.PutAsync(SecretPath, secret)).Object;

    internal async Task DeleteSecretAsync() => _ = (await Api.DeleteAsync(SecretPath)).Object;

    /// <summary>The CAs of the Secret: that which signs is the first.</summary>
    internal async Task<IReadOnlyList<string>> AuthoritiesAsync() => [.. Certificates(await SecretAsync(), "ca.crt").Select(static ca => ca.Thumbprint)];

    /// <summary>The leaf of the Secret.</summary>
    internal async Task<X509Certificate2> LeafAsync() => Certificates(await SecretAsync(), "tls.crt")[0];

    /// <summary>The bundles of all webhooks, each once.</summary>
    internal async Task<IReadOnlyList<string>> BundlesAsync()
    {
        List<string> found = [];
        foreach (var kind in new[] { "mutatingwebhookconfigurations", "validatingwebhookconfigurations" })
        {
            var configuration = (await Api.GetAsync($"/apis/admissionregistration.k8s.io/v1/{kind}/route-metrics")).Object;
            found.AddRange(configuration["webhooks"]!.AsArray().Select(static webhook => (string?)webhook!["clientConfig"]!["caBundle"] ?? ""));
        }

        return [.. found.Distinct()];
    }

    /// <summary>Waits until one CA is left, which every webhook trusts and nothing else.</summary>
    internal Task<string> OneAuthorityAsync(TimeSpan? within = null) => Eventually.SucceedsAsync(
        async () =>
        {
            var authority = Assert.Single(await AuthoritiesAsync());
            Assert.Equal([(string)(await SecretAsync())["data"]!["ca.crt"]!], await BundlesAsync());
            return authority;
        },
        within);

    private static X509Certificate2Collection Certificates(JsonObject secret, string key)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String((string)secret["data"]![key]!)));
        return certificates;
    }
}
