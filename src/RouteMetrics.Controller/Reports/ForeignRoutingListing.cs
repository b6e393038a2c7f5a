using System.Net;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reports;

/// <summary>Lists what else routes on the proxies of routes. Who may not read it audits without.</summary>
internal static class ForeignRoutingListing
{
    /// <summary>The VirtualServices; none without the right or the CRD.</summary>
    public static Task<IReadOnlyList<VirtualServiceResource>> VirtualServicesAsync(
        KubernetesApi api, long most, TimeProvider time, CancellationToken ct) => ListAsync(
        api, ResourceType.VirtualServices,
        new BoundedReader<VirtualServiceResource>(IstioResourceReader.ReadVirtualService, most).Read, time, ct);

    /// <summary>The Gateways of networking.istio.io, likewise.</summary>
    public static Task<IReadOnlyList<IstioGatewayResource>> GatewaysAsync(
        KubernetesApi api, long most, TimeProvider time, CancellationToken ct) => ListAsync(
        api, ResourceType.IstioGateways,
        new BoundedReader<IstioGatewayResource>(IstioResourceReader.ReadIstioGateway, most).Read, time, ct);

    private static async Task<IReadOnlyList<T>> ListAsync<T>(
        KubernetesApi api, ResourceType type, ReadItem<T> read, TimeProvider time, CancellationToken ct)
        where T : class
    {
        try
        {
            var listed = await ResourceList.ReadAsync(api, type, read, time, ct);
            return [.. listed.Objects.Select(static item => item.Value)];
        }
        catch (KubernetesApiException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            return [];
        }
    }
}
