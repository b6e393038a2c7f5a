using System.Net;
using k8s.Models;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Installations;

/// <summary>
/// Since when the program is installed: the age of a ConfigMap that the first replica creates and no manifest holds, so that it survives
/// upgrades. The API server's clock gave the Namespaces their age, too.
/// </summary>
internal static class InstallationMark
{
    public const string Name = "route-metrics-installation";

    private const string Note =
        "Namespaces that are older than this object are not enrolled unless they opt in. Deleted, it is created anew, with today's date.";

    /// <summary>Reads the mark, or sets it.</summary>
    public static async Task<DateTimeOffset> EnsureAsync(KubernetesApi api, string ns, CancellationToken ct) =>
        TimeOf(await api.GetAsync<V1ConfigMap>(ResourceType.ConfigMaps, ns, Name, ct) ?? await CreateAsync(api, ns, ct));

    /// <summary>Null if there is no installation, or one of a release that set no mark.</summary>
    public static async Task<DateTimeOffset?> ReadAsync(KubernetesApi api, string ns, CancellationToken ct) =>
        await api.GetAsync<V1ConfigMap>(ResourceType.ConfigMaps, ns, Name, ct) is { } mark ? TimeOf(mark) : null;

    private static async Task<V1ConfigMap> CreateAsync(KubernetesApi api, string ns, CancellationToken ct)
    {
        var mark = new V1ConfigMap
        {
            ApiVersion = V1ConfigMap.KubeApiVersion,
            Kind = V1ConfigMap.KubeKind,
            Metadata = new() { Name = Name, NamespaceProperty = ns, Labels = OwnerMark.Labels() },
            Data = new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = Note },
        };
        try
        {
            return await api.CreateAsync(ResourceType.ConfigMaps, ns, mark, ct);
        }
        catch (KubernetesApiException raced) when (raced.Status == HttpStatusCode.Conflict)
        {
            return await api.GetAsync<V1ConfigMap>(ResourceType.ConfigMaps, ns, Name, ct) ?? mark;
        }
    }

    private static DateTimeOffset TimeOf(V1ConfigMap mark) => mark.Metadata.CreationTimestamp is { } created
        ? new(DateTime.SpecifyKind(created, DateTimeKind.Utc))
        : DateTimeOffset.MaxValue;
}
