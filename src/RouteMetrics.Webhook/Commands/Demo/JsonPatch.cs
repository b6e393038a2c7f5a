using System.Text.Json.Nodes;

namespace RouteMetrics.Webhook.Commands.Demo;

/// <summary>RFC 6902 as far as the webhook makes use of it: <c>add</c> and <c>replace</c> of members of objects.</summary>
internal static class JsonPatch
{
    public static void Apply(JsonObject target, JsonArray patch)
    {
        foreach (var operation in patch)
        {
            var path = operation!["path"]!.GetValue<string>().Split('/').Skip(1).Select(Unescape).ToList();
            var parent = path.SkipLast(1).Aggregate(target, static (node, member) => node[member]!.AsObject());
            parent[path[^1]] = operation["value"]!.DeepClone();
        }
    }

    // RFC 6901 3: ~1 first, or ~01 would become a slash.
    private static string Unescape(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
