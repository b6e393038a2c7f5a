using System.Text.Json;
using k8s.Models;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Certificates;

/// <summary>
/// One webhook of a configuration: its name, its <c>caBundle</c> (base64), and the field manager that has written this, if one is on
/// record.
/// </summary>
internal sealed record ConfiguredWebhook(string Name, string? CaBundle, string? Writer);

/// <summary>What is to be known of a mutating or validating webhook configuration.</summary>
internal sealed record WebhookConfiguration(string Kind, string ResourceVersion, IReadOnlyList<ConfiguredWebhook> Webhooks)
{
    public static WebhookConfiguration? Of(V1MutatingWebhookConfiguration? found) => found is null ? null : new(
        V1MutatingWebhookConfiguration.KubeKind,
        found.Metadata.ResourceVersion,
        [.. (found.Webhooks ?? []).Select(webhook => Of(webhook.Name, webhook.ClientConfig.CaBundle, found.Metadata))]);

    public static WebhookConfiguration? Of(V1ValidatingWebhookConfiguration? found) => found is null ? null : new(
        V1ValidatingWebhookConfiguration.KubeKind,
        found.Metadata.ResourceVersion,
        [.. (found.Webhooks ?? []).Select(webhook => Of(webhook.Name, webhook.ClientConfig.CaBundle, found.Metadata))]);

    /// <summary>Whether it trusts exactly these CAs, in each of its webhooks.</summary>
    public bool Carries(string caBundle) => Webhooks.All(webhook => webhook.CaBundle == caBundle);

    /// <summary>Those that others than we have written last, and not to this bundle.</summary>
    public IEnumerable<ConfiguredWebhook> Overwritten(string caBundle) =>
        Webhooks.Where(webhook => webhook is { CaBundle: not null, Writer: not (null or OwnerMark.FieldManager) }
            && webhook.CaBundle != caBundle);

    /// <summary>
    /// Sets each <c>caBundle</c>, and nothing if the configuration has changed since it was read. Not by server-side apply: by that we
    /// would own the entries of the list, and one that the user's own server-side apply removes later would stay behind, incomplete, which
    /// the API server refuses.
    /// </summary>
    public JsonPatch Patch(string caBundle)
    {
        var patch = JsonPatch.Of(ResourceVersion);
        foreach (var (index, webhook) in Webhooks.Index())
        {
            if (webhook.CaBundle != caBundle)
            {
                patch.Add($"/webhooks/{index}/clientConfig/caBundle", caBundle);
            }
        }

        return patch;
    }

    private static ConfiguredWebhook Of(string name, byte[]? caBundle, V1ObjectMeta metadata) => new(
        name,
        caBundle is null ? null : Convert.ToBase64String(caBundle),
        metadata.ManagedFields?.LastOrDefault(entry => OwnsBundle(entry.FieldsV1, name))?.Manager);

    // fieldsV1 spells an entry of a list by its key (structured-merge-diff fieldpath).
    private static bool OwnsBundle(object? fields, string webhook)
    {
        var at = fields is JsonElement { ValueKind: JsonValueKind.Object } root ? root : default;
        foreach (var key in new[] { "f:webhooks", $"k:{{\"name\":\"{webhook}\"}}", "f:clientConfig", "f:caBundle" })
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(key, out at))
            {
                return false;
            }
        }

        return true;
    }
}
