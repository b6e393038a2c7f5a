using System.Net;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reports;

/// <summary>Lists the policies that waypoints matter to.</summary>
internal static class SecurityListing
{
    /// <summary>
    /// The policies, of one namespace or all; null without the right to read them. Without the CRD there are none.
    /// </summary>
    public static async Task<IReadOnlyList<SecurityPolicy>?> PoliciesAsync(
        KubernetesApi api, TimeProvider time, CancellationToken ct, string? ns = null)
    {
        try
        {
            var authorization = await ResourceList.ReadAsync<SecurityPolicy>(
                api, ResourceType.AuthorizationPolicies, IstioResourceReader.ReadAuthorizationPolicy, time, ct, ns);
            var authentication = await ResourceList.ReadAsync<SecurityPolicy>(
                api, ResourceType.RequestAuthentications, IstioResourceReader.ReadRequestAuthentication, time, ct, ns);
            return authorization.UnreadableObjects.Count + authentication.UnreadableObjects.Count > 0
                ? null
                : [.. authorization.Objects.Concat(authentication.Objects).Select(static item => item.Value)];
        }
        catch (KubernetesApiException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    /// <summary>The mesh with the policies around a namespace as they are now, and not as a watch has told of them by now.</summary>
    public static async Task<MeshSnapshot> AroundAsync(
        KubernetesApi api, MeshSnapshot mesh, string ns, TimeProvider time, CancellationToken ct)
    {
        var own = await PoliciesAsync(api, time, ct, ns);
        var root = await PoliciesAsync(api, time, ct, IstioLabels.RootNamespace);
        return mesh with { Policies = [.. own ?? [], .. root ?? []], KnowsPolicies = own is not null && root is not null };
    }

    /// <summary>What decides whether a policy lives in a waypoint: policies, Services, ServiceEntries and Namespaces.</summary>
    public static async Task<MeshSnapshot> ReadAsync(
        KubernetesApi api, IEnumerable<NamespaceResource> namespaces, TimeProvider time, CancellationToken ct)
    {
        var policies = await PoliciesAsync(api, time, ct);
        var services = await ResourceList.ReadAsync<ServiceResource>(api, ResourceType.Services, ServiceReader.Read, time, ct);
        var entries = await ResourceList.ReadAsync<ServiceResource>(api, ResourceType.ServiceEntries, ServiceReader.ReadEntry, time, ct);
        return new()
        {
            Namespaces = namespaces,
            Services = [.. services.Objects.Concat(entries.Objects).Select(static item => item.Value)],
            Policies = policies ?? [],
            KnowsPolicies = policies is not null,
        };
    }
}
