using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reports;

/// <summary>All of a cluster that an audit judges, and what of it cannot be read (resource, object, the first reason).</summary>
internal sealed record AuditedCluster(
    MeshSnapshot Mesh, IReadOnlyList<IstioResource> IstioResources, IReadOnlyDictionary<ObjectRef, ObjectIdentity> Identities, IReadOnlyList<string> Unreadable)
{
    /// <summary>One list of each kind, one after the other. Kinds that the cluster does not have are empty; any other refusal is an exception.</summary>
    public static async Task<AuditedCluster> ReadAsync(KubernetesApi api, TimeProvider time, CancellationToken ct)
    {
        var namespaces = await ResourceListing.ReadAsync<NamespaceResource>(api, ResourceType.Namespaces, NamespaceReader.Read, time, ct);
        var services = await ResourceListing.ReadAsync<ServiceResource>(api, ResourceType.Services, ServiceReader.Read, time, ct);
        var gateways = await ResourceListing.ReadAsync<GatewayResource>(api, ResourceType.Gateways, GatewayReader.Read, time, ct);
        var routes = await ResourceListing.ReadAsync<HttpRoute>(api, ResourceType.HttpRoutes, HttpRouteReader.Read, time, ct);
        var plugins = await ResourceListing.ReadAsync<IstioResource>(api, ResourceType.WasmPlugins, IstioResourceReader.ReadWasmPlugin, time, ct);
        var telemetries = await ResourceListing.ReadAsync<IstioResource>(api, ResourceType.Telemetries, IstioResourceReader.ReadTelemetry, time, ct);
        IReadOnlyList<Watched<IstioResource>> istio = [.. plugins.Objects, .. telemetries.Objects];
        return new(
            new()
            {
                IsComplete = true,
                Namespaces = Values(namespaces),
                Services = Values(services),
                Gateways = Values(gateways),
                Routes = Values(routes),
            },
            [.. istio.Select(static item => item.Value)],
            routes.Objects.Select(static item => (Reference: ObjectRef.HttpRoute(item.Value.Key), item.Object))
                .Concat(istio.Select(static item => (Reference: item.Value.Object, item.Object)))
                .ToDictionary(static item => item.Reference, static item => item.Object),
            [
                .. Unread(ResourceType.Namespaces, namespaces), .. Unread(ResourceType.Services, services), .. Unread(ResourceType.Gateways, gateways),
                .. Unread(ResourceType.HttpRoutes, routes), .. Unread(ResourceType.WasmPlugins, plugins), .. Unread(ResourceType.Telemetries, telemetries),
            ]);
    }

    private static IReadOnlyList<T> Values<T>(WatchEvent<T>.Synced listed) => [.. listed.Objects.Select(static item => item.Value)];

    private static IEnumerable<string> Unread<T>(ResourceType type, WatchEvent<T>.Synced listed) =>
        listed.UnreadableObjects.Select(item => $"{type.Kind} {item.Object}: {item.Faults[0].Message}");
}
