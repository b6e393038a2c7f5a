using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>Looks for everything that an installation leaves in a cluster.</summary>
internal sealed class Inventory(KubernetesApi api, string ownNamespace)
{
    /// <summary>Name of the Service, the Deployment and the Lease, as in deploy/.</summary>
    public const string Name = "route-metrics";

    private const string OurPods = "app.kubernetes.io/name=route-metrics";

    private static readonly ResourceType Deployments = new("apps", "v1", "deployments", "Deployment", IsNamespaced: true);
    private static readonly ResourceType Pods = new("", "v1", "pods", "Pod", IsNamespaced: true);

    /// <summary>What makes the API server ask us.</summary>
    public async Task<IReadOnlyList<Remnant>> ConfigurationsAsync(CancellationToken cancellationToken) =>
    [
        .. await FindAsync(ResourceType.MutatingWebhookConfigurations, null, OfConfiguration(ResourceType.MutatingWebhookConfigurations), cancellationToken),
        .. await FindAsync(ResourceType.ValidatingWebhookConfigurations, null, OfConfiguration(ResourceType.ValidatingWebhookConfigurations), cancellationToken),
    ];

    /// <summary>What would make everything else anew.</summary>
    public async Task<Remnant?> DeploymentAsync(CancellationToken cancellationToken) =>
        await api.GetAsync(Deployments, ownNamespace, Name, cancellationToken) is { } found && IsOfOurPods(found) ? new Remnant.Whole(Deployments, found) : null;

    /// <summary>How many pods of the Deployment there are, ending ones included.</summary>
    public async Task<int> PodsAsync(CancellationToken cancellationToken) => (await api.ListAsync(Pods, ownNamespace, OurPods, cancellationToken)).Count;

    /// <summary>In the order of going: what names requests, what takes traffic to the waypoint, the waypoint.</summary>
    public async Task<IReadOnlyList<Remnant>> ObjectsAsync(CancellationToken cancellationToken) =>
    [
        .. await MarkedAsync(ResourceType.Telemetries, null, cancellationToken),
        .. await MarkedAsync(ResourceType.WasmPlugins, null, cancellationToken),
        .. await FindAsync(ResourceType.Namespaces, null, Remnants.OfNamespace, cancellationToken),
        .. await MarkedAsync(ResourceType.Gateways, null, cancellationToken),
        .. await FindAsync(ResourceType.HttpRoutes, null, Remnants.OfRoute, cancellationToken),
        .. await MarkedAsync(ResourceType.Reports, null, cancellationToken),
        .. await MarkedAsync(ResourceType.PolicyReports, null, cancellationToken),
        .. await MarkedAsync(ResourceType.Secrets, ownNamespace, cancellationToken),
    ];

    /// <summary>What the replicas hold in turn.</summary>
    public async Task<Remnant?> LeaseAsync(CancellationToken cancellationToken) =>
        await api.GetAsync(ResourceType.Leases, ownNamespace, Name, cancellationToken) is { } found ? Remnants.OfWritten(ResourceType.Leases, found) : null;

    private Task<IReadOnlyList<Remnant>> MarkedAsync(ResourceType type, string? ns, CancellationToken cancellationToken) =>
        FindAsync(type, ns, found => Remnants.OfMarked(type, found), cancellationToken, OwnerMark.LabelSelector);

    // A cluster need not have every CRD.
    private async Task<IReadOnlyList<Remnant>> FindAsync(
        ResourceType type, string? ns, Func<JsonObject, Remnant?> remnantOf, CancellationToken cancellationToken, string? labelSelector = null) =>
        await api.IsServedAsync(type, cancellationToken) ? [.. (await api.ListAsync(type, ns, labelSelector, cancellationToken)).Select(remnantOf).OfType<Remnant>()] : [];

    private Func<JsonObject, Remnant?> OfConfiguration(ResourceType type) => found => Remnants.OfConfiguration(type, found, ownNamespace, Name);

    private static bool IsOfOurPods(JsonObject deployment) =>
        (string?)deployment["spec"]?["selector"]?["matchLabels"]?["app.kubernetes.io/name"] == Name;
}
