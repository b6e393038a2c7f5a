using System.Text.Json.Nodes;

namespace RouteMetrics.Webhook.Certificates;

/// <summary>One webhook of a configuration: its name, its <c>caBundle</c> (base64), and the field manager that has written this, if one is on record.</summary>
internal sealed record ConfiguredWebhook(string Name, string? CaBundle, string? Writer);

/// <summary>What is to be known of a mutating or validating webhook configuration.</summary>
internal sealed record WebhookConfiguration(string Kind, string ResourceVersion, IReadOnlyList<ConfiguredWebhook> Webhooks)
{
    public static WebhookConfiguration Read(string kind, JsonObject body)
    {
        var managers = body["metadata"]?["managedFields"] as JsonArray ?? [];
        var webhooks = body["webhooks"] as JsonArray ?? [];
        return new(kind, body["metadata"]!["resourceVersion"]!.GetValue<string>(), [.. webhooks.Select(webhook => Read(webhook!, managers))]);
    }

    /// <summary>Whether it trusts exactly these CAs, in each of its webhooks.</summary>
    public bool Carries(string caBundle) => Webhooks.All(webhook => webhook.CaBundle == caBundle);

    /// <summary>Those that others than we have written last, and not to this bundle.</summary>
    public IEnumerable<ConfiguredWebhook> Overwritten(string caBundle) =>
        Webhooks.Where(webhook => webhook is { CaBundle: not null, Writer: not (null or OwnerMark.FieldManager) } && webhook.CaBundle != caBundle);

    /// <summary>
    /// A JSON patch that sets each <c>caBundle</c>, and nothing if the configuration has changed since it was read. Not server-side apply: by that we would own
    /// the entries of the list, and one that the user's own server-side apply removes later would stay behind, incomplete, which the API server refuses.
    /// </summary>
    public JsonArray Patch(string caBundle)
    {
        var patch = new JsonArray(Operation("test", "/metadata/resourceVersion", ResourceVersion));
        for (var index = 0; index < Webhooks.Count; index++)
        {
            if (Webhooks[index].CaBundle != caBundle)
            {
                patch.Add((JsonNode)Operation("add", $"/webhooks/{index}/clientConfig/caBundle", caBundle));
            }
        }

        return patch;
    }

    private static ConfiguredWebhook Read(JsonNode webhook, JsonArray managers)
    {
        var name = webhook["name"]!.GetValue<string>();
        var entry = $"k:{{\"name\":\"{name}\"}}";
        var writer = managers.LastOrDefault(manager => manager?["fieldsV1"]?["f:webhooks"]?[entry]?["f:clientConfig"]?["f:caBundle"] is not null);
        return new(name, webhook["clientConfig"]?["caBundle"]?.GetValue<string>(), writer?["manager"]?.GetValue<string>());
    }

    private static JsonObject Operation(string operation, string path, string value) => new JsonObject { ["op"] = operation, ["path"] = path, ["value"] = value };
}
