using System.Text.Json.Nodes;
using RouteMetrics.Cluster.Api;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Webhook.Certificates;

/// <summary>By what an object is known to be of our making: a label, and our field manager among the managers of its fields.</summary>
internal static class OwnerMark
{
    public const string FieldManager = KubernetesApi.FieldManager;

    public static JsonObject Labels() => new() { [IstioLabels.ManagedBy] = FieldManager };

    /// <summary>What of the mark is not there; null for an object of ours.</summary>
    public static string? Missing(JsonObject body)
    {
        var metadata = body["metadata"];
        if (metadata?["labels"]?[IstioLabels.ManagedBy]?.GetValue<string>() is not FieldManager)
        {
            return $"no label {IstioLabels.ManagedBy}: {FieldManager}";
        }

        var managers = metadata["managedFields"] as JsonArray ?? [];
        return managers.Any(entry => entry?["manager"]?.GetValue<string>() == FieldManager) ? null : $"no field manager {FieldManager}";
    }
}
