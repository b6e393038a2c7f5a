using System.Net;
using System.Text.Json;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Installations;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>What the controller would do in one namespace, and what its routes would meet. Nothing is written.</summary>
internal sealed record NamespacePreview(string Name, NamespaceEnrolment? Enrolment)
{
    /// <summary>In the order of their writing, as far as they follow from what the cluster holds now. Empty in mode audit.</summary>
    public IReadOnlyList<ReconcileAction> Actions { get; init; } = [];

    /// <summary>About routes with a parent in the namespace.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Those for which admission would deny a route of this namespace at its next change; it judges older namespaces, too.</summary>
    public IReadOnlyList<Finding> Refused { get; init; } = [];
}

/// <summary>The controller's decisions about a whole cluster, from one list of everything.</summary>
internal static class ClusterPreview
{
    /// <summary>
    /// By namespace. Without an installation every namespace is older than it. A kind that is not served has no objects; what may not be
    /// read is a <see cref="KubernetesApiException"/>, except for security policies.
    /// </summary>
    public static async Task<IReadOnlyList<NamespacePreview>> ReadAsync(
        KubernetesApi api, RouteMetricsSettings settings, TimeProvider time, CancellationToken ct)
    {
        var cache = new ClusterCache(RouteRoom.OfProcess());
        cache.Installed(await InstallationMark.ReadAsync(api, settings.OwnNamespace, ct) ?? DateTimeOffset.MaxValue);
        cache.Take(await ListAsync<NamespaceState>(ResourceType.Namespaces, CachedReaders.Namespace));
        cache.Take(await ListAsync<Digested<ServiceResource>>(ResourceType.Services, CachedReaders.Service));
        cache.TakeEntry(await ListAsync<Digested<ServiceResource>>(ResourceType.ServiceEntries, CachedReaders.ServiceEntry));
        cache.Take(await ListAsync<GatewayState>(ResourceType.Gateways, CachedReaders.Gateway));
        cache.Take(await ListAsync<Digested<ListenerSetResource>>(ResourceType.ListenerSets, CachedReaders.ListenerSet));
        cache.Take(RouteKind.Http, await RoutesAsync(RouteKind.Http));
        cache.Take(RouteKind.Grpc, await RoutesAsync(RouteKind.Grpc));
        cache.Take(ResourceType.WasmPlugins, await ListAsync<AttachedState>(ResourceType.WasmPlugins, CachedReaders.WasmPlugin));
        cache.Take(
            ResourceType.TrafficExtensions, await ListAsync<AttachedState>(ResourceType.TrafficExtensions, CachedReaders.TrafficExtension));
        cache.Take(ResourceType.Telemetries, await ListAsync<AttachedState>(ResourceType.Telemetries, CachedReaders.Telemetry));
        cache.Take(
            ResourceType.AuthorizationPolicies, await PoliciesAsync(ResourceType.AuthorizationPolicies, CachedReaders.AuthorizationPolicy));
        cache.Take(
            ResourceType.RequestAuthentications,
            await PoliciesAsync(ResourceType.RequestAuthentications, CachedReaders.RequestAuthentication));
        return [.. cache.Namespaces.Order(StringComparer.Ordinal).Select(name => Of(cache.View(name), settings))];

        async Task<WatchEvent<T>> ListAsync<T>(ResourceType type, ReadItem<T> read) =>
            await ResourceList.ReadAsync(api, type, read, time, ct);

        Task<WatchEvent<Digested<HttpRoute>>> RoutesAsync(RouteKind kind) => ListAsync(
            ResourceType.Of(kind), (ref Utf8JsonReader reader, List<ReadFault> faults) => cache.Intake.Read(ref reader, kind, faults));

        async Task<WatchEvent<Digested<SecurityPolicy>>> PoliciesAsync(ResourceType type, ReadItem<Digested<SecurityPolicy>> read)
        {
            try
            {
                return await ListAsync(type, read);
            }
            catch (KubernetesApiException refused) when (refused.Status == HttpStatusCode.Forbidden)
            {
                return new WatchEvent<Digested<SecurityPolicy>>.NotAllowed();
            }
        }
    }

    private static NamespacePreview Of(NamespaceView view, RouteMetricsSettings settings)
    {
        var desired = DesiredNamespace.Of(view, settings);
        return new(view.Name, desired.Enrolment)
        {
            Actions = desired.Enrolment is { Mode: not Mode.Audit } ? Reconciliation.Of(view, desired, settings) : [],
            Findings = desired.Findings,
            Refused = desired.Enrolment is { Mode: Mode.Enforce } && view.Namespace is { Value.Resource: { } resource }
                && NamespaceEnrolment.ReasonNotJudged(resource, settings) is null
                    ? [.. desired.Findings.Where(finding =>
                        finding.Severity == Severity.Deny && finding.Object.Key.Namespace == view.Name)]
                    : [],
        };
    }
}
