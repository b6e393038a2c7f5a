using k8s.Models;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Certificates;

/// <summary>By what an object is known to be of our making: a label, and our field manager among the managers of its fields.</summary>
internal static class OwnerMark
{
    public const string FieldManager = KubernetesApi.FieldManager;

    public static Dictionary<string, string> Labels() => new(StringComparer.Ordinal) { [IstioLabels.ManagedBy] = FieldManager };

    /// <summary>What of the mark is not there; null for an object of ours.</summary>
    public static string? Missing(V1ObjectMeta? metadata)
    {
        if (metadata?.Labels?.TryGetValue(IstioLabels.ManagedBy, out var owner) != true || owner != FieldManager)
        {
            return $"no label {IstioLabels.ManagedBy}: {FieldManager}";
        }

        return metadata.ManagedFields?.Any(static entry => entry.Manager == FieldManager) == true
            ? null
            : $"no field manager {FieldManager}";
    }
}
