using System.Text.Json.Nodes;
using RouteMetrics.Controller.Installations;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>Finds everything that an installation leaves in a cluster.</summary>
internal sealed class Inventory(KubernetesApi api, string ownNamespace, bool leaveMesh, TimeProvider time)
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

    /// <summary>
    /// In the order of removal: what names requests, the labels that lead traffic to a waypoint, the waypoint, and what tells whose all
    /// that was; each as soon as what depends on it is gone.
    /// </summary>
    public async Task<Found> ObjectsAsync(CancellationToken ct)
    {
        var namespaces = await FindAsync(ResourceType.Namespaces, null, static found => found, ct);
        var records = namespaces.Select(Remnants.ResourceOf)
            .ToDictionary(static ns => ns.Name, ObjectRecord.Of, StringComparer.Ordinal);

        // A release without a mark kept no record either.
        var keepsRecord = await InstallationMark.ReadAsync(api, ownNamespace, ct) is not null;
        var unrecorded = new List<Remnant>();
        var telemetries = await RecordedAsync(ResourceType.Telemetries);
        var plugins = await RecordedAsync(ResourceType.WasmPlugins);
        var gateways = await RecordedAsync(ResourceType.Gateways);
        var mesh = await SecurityListing.ReadAsync(api, namespaces.Select(Remnants.ResourceOf), time, ct);
        var waypoints = await WaypointsAsync(gateways, mesh, ct);
        var kept = waypoints.Where(static waypoint => waypoint.Reason is not null).ToList();
        var named = await NamedAsync(namespaces, gateways, mesh, ct);
        return new(
            [
                .. telemetries, .. plugins,
                .. namespaces.Select(ns => Remnants.OfNamespace(ns, RemainsOf(ObjectIdentity.Of(ns).Name))).OfType<Remnant>(),
                .. waypoints.Where(static waypoint => waypoint.Reason is null).Select(static waypoint => waypoint.Remnant),
                .. await RoutesAsync(ResourceType.HttpRoutes), .. await RoutesAsync(ResourceType.GrpcRoutes),
                .. await MarkedAsync(ResourceType.Reports, null, ct),
                .. await MarkedAsync(ResourceType.PolicyReports, null, ct),
                .. await MarkedAsync(ResourceType.Secrets, ownNamespace, ct),
            ],
            [
                .. kept.Select(static waypoint => $"{waypoint.Remnant}, since {waypoint.Reason}"),
                .. named.Select(static label =>
                    $"label {IstioLabels.UseWaypoint}={label.Waypoint.Name} of Namespace {label.Waypoint.Namespace}, since {label.Reason}"),
                .. unrecorded.Select(static item => $"{item}, since its Namespace has no record of it; delete it, if it is not yours"),
                .. leaveMesh ? [] : namespaces.Select(Remnants.ModeLeftOn).OfType<string>(),
            ]);

        Task<IReadOnlyList<Remnant>> RoutesAsync(ResourceType type) =>
            FindAsync(type, null, found => Remnants.OfRoute(type, found), ct);

        // Whoever may patch an object can forge its marks.
        async Task<IReadOnlyList<Remnant>> RecordedAsync(ResourceType type)
        {
            var recorded = new List<Remnant>();
            foreach (var item in await MarkedAsync(type, null, ct))
            {
                var isRecorded = !keepsRecord || records.GetValueOrDefault(item.Namespace)?.Has(type, item.Object) == true;
                (isRecorded ? recorded : unrecorded).Add(item);
            }

            return recorded;
        }

        NamespaceRemains RemainsOf(string ns)
        {
            var isKept = kept.Exists(waypoint => waypoint.Remnant.Namespace == ns);
            return new(
                Waypoint: isKept || named.Any(label => label.Waypoint.Namespace == ns), Mode: !leaveMesh,
                Objects: telemetries.Concat(plugins).Concat(isKept ? [] : gateways).Any(item => item.Namespace == ns));
        }
    }

    /// <summary>The mark of the installation, which tells whether there is a record; so it goes last.</summary>
    public async Task<Remnant?> MarkAsync(CancellationToken ct) =>
        await api.GetAsync(ResourceType.ConfigMaps, ownNamespace, InstallationMark.Name, ct) is { } found
            ? Remnants.OfMarked(ResourceType.ConfigMaps, found)
            : null;

    /// <summary>Who holds the Lease of the leader election; null without one, and empty if it is free.</summary>
    public async Task<string?> LeaseHolderAsync(CancellationToken ct) =>
        (string?)(await api.GetAsync(ResourceType.Leases, ownNamespace, Name, ct))?["spec"]?["holderIdentity"];

    /// <summary>The Lease of the leader election.</summary>
    public async Task<Remnant?> LeaseAsync(CancellationToken ct) =>
        await api.GetAsync(ResourceType.Leases, ownNamespace, Name, ct) is { } found
            ? Remnants.OfWritten(ResourceType.Leases, found)
            : null;

    // Each with the reason why it stays: a policy would end with it, or somebody else names it.
    private async Task<IReadOnlyList<(Remnant Remnant, string? Reason)>> WaypointsAsync(
        IReadOnlyList<Remnant> gateways, MeshSnapshot mesh, CancellationToken ct)
    {
        var found = new List<(Remnant, string?)>();
        foreach (var gateway in gateways)
        {
            var key = new NamespacedName(gateway.Namespace, gateway.Name);
            found.Add((gateway, WaypointRemoval.ReasonToKeep(key, mesh) ?? await WaypointUsers.ReasonToKeepAsync(
                api, key, (kind, item) => kind == ResourceType.Namespaces && IsOurLabel(item, key), ct)));
        }

        return found;
    }

    // A label of ours can name a waypoint that is not, and lead traffic to the policies that live there all the same.
    private async Task<IReadOnlyList<(NamespacedName Waypoint, string Reason)>> NamedAsync(
        IReadOnlyList<JsonObject> namespaces, IReadOnlyList<Remnant> ours, MeshSnapshot mesh, CancellationToken ct)
    {
        var all = await FindAsync(ResourceType.Gateways, null, static found => found, ct);
        return
        [
            .. all.Select(ObjectIdentity.Of)
                .Select(static gateway => new NamespacedName(gateway.Namespace ?? "", gateway.Name))
                .Where(key => !ours.Any(waypoint => waypoint.Namespace == key.Namespace && waypoint.Name == key.Name)
                    && namespaces.Any(ns => IsOurLabel(ns, key)
                        && Remnants.ResourceOf(ns).Labels.GetValueOrDefault(IstioLabels.UseWaypoint) == key.Name))
                .Select(key => (key, WaypointRemoval.ReasonToKeep(key, mesh) ?? ""))
                .Where(static found => found.Item2.Length > 0),
        ];
    }

    // It goes first.
    private static bool IsOurLabel(JsonObject ns, NamespacedName waypoint) =>
        ObjectIdentity.Of(ns).Name == waypoint.Namespace
        && EnrolmentRecord.Of(Remnants.ResourceOf(ns))?.HasAdded(IstioLabels.UseWaypoint) == true;

    private Task<IReadOnlyList<Remnant>> ConfigurationsAsync(ResourceType type, CancellationToken ct) =>
        FindAsync(type, null, found => Remnants.OfConfiguration(type, found, ownNamespace, Name), ct);

    private Task<IReadOnlyList<Remnant>> MarkedAsync(ResourceType type, string? ns, CancellationToken ct) =>
        FindAsync(type, ns, found => Remnants.OfMarked(type, found), ct, OwnerMark.LabelSelector);

    // A cluster need not have every CRD.
    private async Task<IReadOnlyList<T>> FindAsync<T>(
        ResourceType type, string? ns, Func<JsonObject, T?> remnantOf, CancellationToken ct, string? labelSelector = null)
        where T : class => await api.IsServedAsync(type, ct)
            ? [.. (await api.ListAsync(type, ns, labelSelector, ct)).Select(remnantOf).OfType<T>()]
            : [];

    private static bool IsOfOurPods(JsonObject deployment) =>
        (string?)deployment["spec"]?["selector"]?["matchLabels"]?["app.kubernetes.io/name"] == Name;
}

/// <summary>What is to be removed now, and lines about what stays.</summary>
internal sealed record Found(IReadOnlyList<Remnant> Remnants, IReadOnlyList<string> Left);
