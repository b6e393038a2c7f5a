using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reports;

/// <summary>What an audit judges, and a line for each object that cannot be read.</summary>
internal sealed record AuditedCluster(
    MeshSnapshot Mesh,
    IReadOnlyList<IstioResource> IstioResources,
    IReadOnlyDictionary<ObjectRef, ObjectIdentity> Identities,
    IReadOnlyList<string> Unreadable)
{
    /// <summary>With all memory that it takes, for a command.</summary>
    public static Task<AuditedCluster> ReadAsync(KubernetesApi api, TimeProvider time, CancellationToken ct) =>
        ReadAsync(api, HttpRouteReader.Read, long.MaxValue, time, ct);

    /// <summary>
    /// Lists one kind after the other. A kind that is not served is empty; any other refusal is an exception. Of Istio's objects no more
    /// than <paramref name="most"/> bytes as JSON are read of each kind; what is beyond that is unreadable.
    /// </summary>
    public static async Task<AuditedCluster> ReadAsync(
        KubernetesApi api, ReadItem<HttpRoute> readRoute, long most, TimeProvider time, CancellationToken ct)
    {
        var namespaces = await ListAsync<NamespaceResource>(ResourceType.Namespaces, NamespaceReader.Read);
        var services = await ListAsync<ServiceResource>(ResourceType.Services, ServiceReader.Read);
        var gateways = await ListAsync<GatewayResource>(ResourceType.Gateways, GatewayReader.Read);
        var routes = await ListAsync(ResourceType.HttpRoutes, readRoute);
        var plugins = await ListAsync(
            ResourceType.WasmPlugins, new BoundedReader<IstioResource>(IstioResourceReader.ReadWasmPlugin, most).Read);
        var telemetries = await ListAsync(
            ResourceType.Telemetries, new BoundedReader<IstioResource>(IstioResourceReader.ReadTelemetry, most).Read);
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
                .. Unread(ResourceType.Namespaces, namespaces), .. Unread(ResourceType.Services, services),
                .. Unread(ResourceType.Gateways, gateways), .. Unread(ResourceType.HttpRoutes, routes),
                .. Unread(ResourceType.WasmPlugins, plugins), .. Unread(ResourceType.Telemetries, telemetries),
            ]);

        Task<WatchEvent<T>.Synced> ListAsync<T>(ResourceType type, ReadItem<T> read) =>
            ResourceList.ReadAsync(api, type, read, time, ct);
    }

    private static IReadOnlyList<T> Values<T>(WatchEvent<T>.Synced listed) => [.. listed.Objects.Select(static item => item.Value)];

    private static IEnumerable<string> Unread<T>(ResourceType type, WatchEvent<T>.Synced listed) =>
        listed.UnreadableObjects.Select(item => $"{type.Kind} {item.Object}: {item.Faults[0].Message}");
}
