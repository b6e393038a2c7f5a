using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>Finds everything that an installation leaves in a cluster.</summary>
internal sealed class Inventory(KubernetesApi api, string ownNamespace)
{
    /// <summary>Name of the Service, the Deployment and the Lease, as in deploy/.</summary>
    public const string Name = "route-metrics";

    private const string OurPods = "app.kubernetes.io/name=route-metrics";

    private static readonly ResourceType Deployments = new("apps", "v1", "deployments", "Deployment", IsNamespaced: true);
    private static readonly ResourceType Pods = new("", "v1", "pods", "Pod", IsNamespaced: true);

    /// <summary>The webhook configurations that call our Service.</summary>
    public async Task<IReadOnlyList<Remnant>> ConfigurationsAsync(CancellationToken ct) =>
    [
        .. await ConfigurationsAsync(ResourceType.MutatingWebhookConfigurations, ct),
        .. await ConfigurationsAsync(ResourceType.ValidatingWebhookConfigurations, ct),
    ];

    /// <summary>The Deployment, which would create everything else again.</summary>
    public async Task<Remnant?> DeploymentAsync(CancellationToken ct) =>
        await api.GetAsync(Deployments, ownNamespace, Name, ct) is { } found && IsOfOurPods(found)
            ? new Remnant.Whole(Deployments, found)
            : null;

    /// <summary>How many pods of the Deployment there are, including terminating ones.</summary>
    public async Task<int> PodsAsync(CancellationToken ct) => (await api.ListAsync(Pods, ownNamespace, OurPods, ct)).Count;

    /// <summary>In the order of removal: what names requests, what routes traffic through the waypoint, the waypoint.</summary>
    public async Task<IReadOnlyList<Remnant>> ObjectsAsync(CancellationToken ct) =>
    [
        .. await MarkedAsync(ResourceType.Telemetries, null, ct),
        .. await MarkedAsync(ResourceType.WasmPlugins, null, ct),
        .. await FindAsync(ResourceType.Namespaces, null, Remnants.OfNamespace, ct),
        .. await MarkedAsync(ResourceType.Gateways, null, ct),
        .. await FindAsync(ResourceType.HttpRoutes, null, Remnants.OfRoute, ct),
        .. await MarkedAsync(ResourceType.Reports, null, ct),
        .. await MarkedAsync(ResourceType.PolicyReports, null, ct),
        .. await MarkedAsync(ResourceType.Secrets, ownNamespace, ct),
    ];

    /// <summary>The Lease of the leader election.</summary>
    public async Task<Remnant?> LeaseAsync(CancellationToken ct) =>
        await api.GetAsync(ResourceType.Leases, ownNamespace, Name, ct) is { } found
            ? Remnants.OfWritten(ResourceType.Leases, found)
            : null;

    private Task<IReadOnlyList<Remnant>> ConfigurationsAsync(ResourceType type, CancellationToken ct) =>
        FindAsync(type, null, found => Remnants.OfConfiguration(type, found, ownNamespace, Name), ct);

    private Task<IReadOnlyList<Remnant>> MarkedAsync(ResourceType type, string? ns, CancellationToken ct) =>
        FindAsync(type, ns, found => Remnants.OfMarked(type, found), ct, OwnerMark.LabelSelector);

    // A cluster need not have every CRD.
    private async Task<IReadOnlyList<Remnant>> FindAsync(
        ResourceType type, string? ns, Func<JsonObject, Remnant?> remnantOf, CancellationToken ct, string? labelSelector = null) =>
        await api.IsServedAsync(type, ct)
            ? [.. (await api.ListAsync(type, ns, labelSelector, ct)).Select(remnantOf).OfType<Remnant>()]
            : [];

    private static bool IsOfOurPods(JsonObject deployment) =>
        (string?)deployment["spec"]?["selector"]?["matchLabels"]?["app.kubernetes.io/name"] == Name;
}
