using System.Text.Json.Nodes;

namespace RouteMetrics.Webhook.Commands.Demo;

/// <summary>The part of RFC 6902 that the webhook uses: <c>add</c> and <c>replace</c> of object members.</summary>
internal static class JsonPatch
{
    public static void Apply(JsonObject target, JsonArray patch)
    {
        foreach (var operation in patch.OfType<JsonObject>())
        {
            string[] path = [.. ((string?)operation["path"] ?? "/").Split('/').Skip(1).Select(Unescape)];
            if (path.SkipLast(1).Aggregate<string, JsonNode?>(target, static (node, member) => node?[member]) is JsonObject parent)
            {
                parent[path[^1]] = operation["value"]?.DeepClone();
            }
        }
    }

    // RFC 6901 3: ~1 first, or ~01 would become a slash.
    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
