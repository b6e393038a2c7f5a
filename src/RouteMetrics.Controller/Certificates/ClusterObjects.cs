using System.Net;
using k8s.Models;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Certificates;

/// <summary>The objects of the API server that certificates are about: our Secret, and both webhook configurations.</summary>
internal sealed class ClusterObjects(KubernetesApi api, string ns)
{
    /// <summary>Of both webhook configurations.</summary>
    public const string ConfigurationName = "route-metrics";

    public static readonly IReadOnlyList<ResourceType> ConfigurationTypes =
        [ResourceType.MutatingWebhookConfigurations, ResourceType.ValidatingWebhookConfigurations];

    public string SecretName => $"{ns}/{SecretWriter.Name}";

    /// <summary>Those that exist.</summary>
    public async Task<IReadOnlyList<WebhookConfiguration>> ConfigurationsAsync(CancellationToken ct)
    {
        var mutating = await api.GetAsync<V1MutatingWebhookConfiguration>(
            ResourceType.MutatingWebhookConfigurations, null, ConfigurationName, ct);
        var validating = await api.GetAsync<V1ValidatingWebhookConfiguration>(
            ResourceType.ValidatingWebhookConfigurations, null, ConfigurationName, ct);
        return [.. new[] { WebhookConfiguration.Of(mutating), WebhookConfiguration.Of(validating) }.OfType<WebhookConfiguration>()];
    }

    public Task<V1Secret?> SecretAsync(CancellationToken ct) => api.GetAsync<V1Secret>(ResourceType.Secrets, ns, SecretWriter.Name, ct);

    /// <summary>Creates the Secret, or replaces the one that was read; refused if somebody else did meanwhile.</summary>
    public async Task WriteSecretAsync(V1Secret? present, TlsSecret content, CancellationToken ct)
    {
        try
        {
            await (present is null
                ? api.CreateAsync(ResourceType.Secrets, ns, SecretWriter.New(ns, content), ct)
                : api.ReplaceAsync(ResourceType.Secrets, ns, SecretWriter.Name, SecretWriter.Replacing(present, content), ct));
        }
        catch (KubernetesApiException refused) when (refused.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            // What the server says of a body that it does not take may repeat parts of it: keys.
            throw new KubernetesApiException(
                refused.Status, refused.Reason, $"write secrets {SecretName}: refused as {refused.Reason} ({(int)refused.Status})");
        }
    }

    /// <summary>Sets each <c>caBundle</c>; refused if the configuration was changed meanwhile.</summary>
    public Task WriteBundleAsync(WebhookConfiguration configuration, string caBundle, CancellationToken ct)
    {
        var type = ConfigurationTypes.Single(type => type.Kind == configuration.Kind);
        return api.PatchAsync(type, null, ConfigurationName, configuration.Patch(caBundle), ct);
    }
}
