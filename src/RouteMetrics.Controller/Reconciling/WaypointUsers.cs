using System.Text.Json.Nodes;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>Asks the API server, by label, for whatever names a waypoint (istio ambient/waypoints.go).</summary>
internal static class WaypointUsers
{
    private static readonly ResourceType[] Kinds =
    [
        ResourceType.Namespaces,
        ResourceType.Services,
        ResourceType.ServiceEntries,
        new("", "v1", "pods", "Pod", IsNamespaced: true),
        new(ParentRef.IstioGroup, "v1", "workloadentries", "WorkloadEntry", IsNamespaced: true),
    ];

    private static readonly (string Name, string Namespace)[] Labels =
        [(IstioLabels.UseWaypoint, IstioLabels.UseWaypointNamespace), (CanaryLabels.UseWaypoint, CanaryLabels.UseWaypointNamespace)];

    /// <summary>
    /// Why the waypoint must stay, to complete "it stays, since …"; null if nothing names it. Without the right to ask, it must.
    /// </summary>
    public static Task<string?> ReasonToKeepAsync(KubernetesApi api, NamespacedName waypoint, CancellationToken ct) =>
        ReasonToKeepAsync(api, waypoint, static (_, _) => false, ct);

    /// <summary>As above, but for what is going too.</summary>
    public static async Task<string?> ReasonToKeepAsync(
        KubernetesApi api, NamespacedName waypoint, Func<ResourceType, JsonObject, bool> isGoing, CancellationToken ct)
    {
        foreach (var kind in Kinds)
        {
            try
            {
                foreach (var (label, namespaceLabel) in Labels)
                {
                    var named = await api.ListAsync(kind, null, $"{label}={waypoint.Name}", ct);
                    if (named.FirstOrDefault(item => Names(item, namespaceLabel, waypoint) && !isGoing(kind, item)) is { } user)
                    {
                        return $"{kind.Kind} {ObjectIdentity.Of(user)} names it";
                    }
                }
            }
            catch (KubernetesApiException missing) when (missing.Status == System.Net.HttpStatusCode.NotFound)
            {
                // The CRD is not there, so nothing of the kind is.
            }
            catch (KubernetesApiException refused) when (refused.Status == System.Net.HttpStatusCode.Forbidden)
            {
                return $"the program may not ask which {kind.Plural} name it";
            }
        }

        return null;
    }

    private static bool Names(JsonObject item, string namespaceLabel, NamespacedName waypoint)
    {
        var metadata = item["metadata"];
        var own = (string?)metadata?["namespace"] ?? (string?)metadata?["name"];
        return ((string?)metadata?["labels"]?[namespaceLabel] ?? own) == waypoint.Namespace;
    }
}
