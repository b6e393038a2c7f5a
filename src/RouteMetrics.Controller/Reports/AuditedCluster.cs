using System.Net;
using System.Text.Json;
using RouteMetrics.Controller.Installations;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Reports;

/// <summary>Reads one route of a kind.</summary>
internal delegate HttpRoute ReadRoute(ref Utf8JsonReader reader, RouteKind kind, List<ReadFault> faults);

/// <summary>What an audit judges, and a line for each object that cannot be read.</summary>
internal sealed record AuditedCluster(
    MeshSnapshot Mesh,
    IReadOnlyList<IstioResource> IstioResources,
    IReadOnlyDictionary<ObjectRef, ObjectIdentity> Identities,
    IReadOnlyList<string> Unreadable)
{
    /// <summary>With all memory that it takes, for a command.</summary>
    public static Task<AuditedCluster> ReadAsync(
        KubernetesApi api, string ownNamespace, TimeProvider time, CancellationToken ct, IProgress<ListedObjects>? progress = null) =>
        ReadAsync(api, ownNamespace, HttpRouteReader.Read, long.MaxValue, time, ct, progress);

    /// <summary>
    /// Lists one kind after the other. A kind that is not served is empty; any other refusal is an exception. Of Istio's objects no more
    /// than <paramref name="most"/> bytes as JSON are read of each kind; what is beyond that is unreadable.
    /// </summary>
    public static async Task<AuditedCluster> ReadAsync(
        KubernetesApi api, string ownNamespace, ReadRoute readRoute, long most, TimeProvider time, CancellationToken ct,
        IProgress<ListedObjects>? progress = null)
    {
        var installed = await InstalledAsync(api, ownNamespace, ct);
        var namespaces = await ListAsync<NamespaceResource>(ResourceType.Namespaces, NamespaceReader.Read);
        var services = await ListAsync<ServiceResource>(ResourceType.Services, ServiceReader.Read);
        var serviceEntries = await ListAsync<ServiceResource>(ResourceType.ServiceEntries, ServiceReader.ReadEntry);
        var gateways = await ListAsync<GatewayResource>(ResourceType.Gateways, GatewayReader.Read);
        var listenerSets = await ListAsync<ListenerSetResource>(ResourceType.ListenerSets, ListenerSetReader.Read);
        var routes = await ListAsync(
            ResourceType.HttpRoutes, (ref Utf8JsonReader json, List<ReadFault> faults) => readRoute(ref json, RouteKind.Http, faults));
        var grpcRoutes = await ListAsync(
            ResourceType.GrpcRoutes, (ref Utf8JsonReader json, List<ReadFault> faults) => readRoute(ref json, RouteKind.Grpc, faults));
        var policies = await SecurityListing.PoliciesAsync(api, time, ct);
        var plugins = await ListAsync(ResourceType.WasmPlugins, new BoundedReader<ReadIstio>(ReadIstio.WasmPlugin, most).Read);
        var extensions = await ListAsync(
            ResourceType.TrafficExtensions, new BoundedReader<ReadIstio>(ReadIstio.TrafficExtension, most).Read);
        var telemetries = await ListAsync(ResourceType.Telemetries, new BoundedReader<ReadIstio>(ReadIstio.Telemetry, most).Read);
        var virtualServices = await ForeignRoutingListing.VirtualServicesAsync(api, most, time, ct);
        var istioGateways = await ForeignRoutingListing.GatewaysAsync(api, most, time, ct);
        IReadOnlyList<Watched<ReadIstio>> istio = [.. plugins.Objects, .. extensions.Objects, .. telemetries.Objects];
        return new(
            new()
            {
                IsComplete = true,
                Namespaces = Values(namespaces),
                Services = [.. Values(services), .. Values(serviceEntries)],
                Gateways = Values(gateways),
                ListenerSets = Values(listenerSets),
                Routes = [.. Values(routes), .. Values(grpcRoutes)],
                Policies = policies ?? [],
                KnowsPolicies = policies is not null,
                Installed = installed,
                Attached = istio.Select(static item => item.Value.Attached),
                VirtualServices = virtualServices,
                IstioGateways = istioGateways,
            },
            [.. istio.Select(static item => item.Value.Resource)],
            routes.Objects.Concat(grpcRoutes.Objects).Select(static item => (Reference: ObjectRef.Route(item.Value.Key), item.Object))
                .Concat(istio.Select(static item => (Reference: item.Value.Resource.Object, item.Object)))
                .ToDictionary(static item => item.Reference, static item => item.Object),
            [
                .. Unread(ResourceType.Namespaces, namespaces), .. Unread(ResourceType.Services, services),
                .. Unread(ResourceType.ServiceEntries, serviceEntries),
                .. Unread(ResourceType.Gateways, gateways), .. Unread(ResourceType.ListenerSets, listenerSets),
                .. Unread(ResourceType.HttpRoutes, routes),
                .. Unread(ResourceType.GrpcRoutes, grpcRoutes),
                .. Unread(ResourceType.WasmPlugins, plugins), .. Unread(ResourceType.TrafficExtensions, extensions),
                .. Unread(ResourceType.Telemetries, telemetries),
            ]);

        Task<WatchEvent<T>.Synced> ListAsync<T>(ResourceType type, ReadItem<T> read) =>
            ResourceList.ReadAsync(api, type, read, time, ct, progress: progress);
    }

    // Who may not read the mark audits as if the program were about to be installed.
    private static async Task<DateTimeOffset?> InstalledAsync(KubernetesApi api, string ownNamespace, CancellationToken ct)
    {
        try
        {
            return await InstallationMark.ReadAsync(api, ownNamespace, ct);
        }
        catch (KubernetesApiException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    private static IReadOnlyList<T> Values<T>(WatchEvent<T>.Synced listed) => [.. listed.Objects.Select(static item => item.Value)];

    private static IEnumerable<string> Unread<T>(ResourceType type, WatchEvent<T>.Synced listed) =>
        listed.UnreadableObjects.Select(item => $"{type.Kind} {item.Object}: {item.Faults[0].Message}");

    /// <summary>An object as it is judged, and as one that may meet ours.</summary>
    private sealed record ReadIstio(IstioResource Resource, AttachedObject Attached)
    {
        public static ReadIstio WasmPlugin(ref Utf8JsonReader reader, List<ReadFault> faults) =>
            Read(ref reader, ObjectRef.WasmPlugin, faults);

        public static ReadIstio TrafficExtension(ref Utf8JsonReader reader, List<ReadFault> faults) =>
            Read(ref reader, ObjectRef.TrafficExtension, faults);

        public static ReadIstio Telemetry(ref Utf8JsonReader reader, List<ReadFault> faults) =>
            Read(ref reader, ObjectRef.Telemetry, faults);

        private static ReadIstio Read(ref Utf8JsonReader reader, Func<NamespacedName, ObjectRef> reference, List<ReadFault> faults)
        {
            var json = reader;
            var resource = IstioResourceReader.Read(ref reader, reference, faults, out _);
            var attached = AttachedObjectReader.Of(resource, json);
            return new(resource, attached with { IsOurs = attached.IsOurs && OwnerMark.Of(MetadataOf(json)).IsOurs });
        }

        private static JsonElement? MetadataOf(Utf8JsonReader json) =>
            json.MoveTo("metadata"u8) && json.TokenType == JsonTokenType.StartObject ? JsonElement.ParseValue(ref json) : null;
    }
}
