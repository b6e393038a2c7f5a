using System.Text.Json.Nodes;

namespace RouteMetrics.Webhook.Certificates;

/// <summary>By what an object is known to be of our making: a label, and our field manager among the managers of its fields.</summary>
internal static class OwnerMark
{
    public const string FieldManager = "route-metrics";

    private const string Label = "app.kubernetes.io/managed-by";

    public static JsonObject Labels() => new() { [Label] = FieldManager };

    /// <summary>What of the mark is not there; null for an object of ours.</summary>
    public static string? Missing(JsonObject body)
    {
        var metadata = body["metadata"];
        if (metadata?["labels"]?[Label]?.GetValue<string>() is not FieldManager)
        {
            return $"no label {Label}: {FieldManager}";
        }

        var managers = metadata["managedFields"] as JsonArray ?? [];
        return managers.Any(entry => entry?["manager"]?.GetValue<string>() == FieldManager) ? null : $"no field manager {FieldManager}";
    }
}
