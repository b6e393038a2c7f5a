namespace RouteMetrics.Core.Model;

/// <summary>Labels that decide how traffic is captured (istio/api label/labels.gen.go), and our own.</summary>
public static class IstioLabels
{
    public const string DataplaneMode = "istio.io/dataplane-mode";
    public const string Ambient = "ambient";
    public const string UseWaypoint = "istio.io/use-waypoint";
    public const string UseWaypointNamespace = "istio.io/use-waypoint-namespace";
    public const string WaypointFor = "istio.io/waypoint-for";

    /// <summary>The value of <see cref="WaypointFor"/> that has a waypoint serve Services, and not pods.</summary>
    public const string Service = "service";

    public const string Injection = "istio-injection";
    public const string Revision = "istio.io/rev";

    /// <summary>The value by which a user opts out of <see cref="DataplaneMode"/> and <see cref="UseWaypoint"/>.</summary>
    public const string None = "none";

    /// <summary>Opts a namespace in or out: <c>"true"</c> or <c>"false"</c>.</summary>
    public const string Enabled = "routemetrics.io/enabled";

    /// <summary>Accepts a waypoint although policies by source would see it in place of the clients: <c>"true"</c>.</summary>
    public const string AllowWaypoint = "routemetrics.io/allow-waypoint";

    /// <summary>
    /// The annotation of an enrolled Namespace: the labels that we added, separated by commas; one that we took back has a <c>-</c>.
    /// </summary>
    public const string Enrolled = "routemetrics.io/enrolled";

    /// <summary>The annotation of a Namespace that names the namespace of the installation that keeps it.</summary>
    public const string Installation = "routemetrics.io/installation";

    /// <summary>
    /// The annotation of a Namespace with the objects that we made there, as JSON: <c>{"Gateway/name": "uid"}</c>; without a uid, one that
    /// we are about to make.
    /// </summary>
    public const string Objects = "routemetrics.io/objects";

    /// <summary>The annotation that an uninstallation leaves where labels of ours stay.</summary>
    public const string Left = "routemetrics.io/left";

    /// <summary>The namespace whose Istio objects act on the whole mesh (istio MeshConfig.rootNamespace).</summary>
    public const string RootNamespace = "istio-system";

    /// <summary>The mode of a namespace: <c>enforce</c>, <c>warn</c> or <c>audit</c>.</summary>
    public const string Mode = "routemetrics.io/mode";

    /// <summary>A namespace's own budget of series, where it is to be smaller than the configured one.</summary>
    public const string SeriesBudget = "routemetrics.io/series-budget";

    /// <summary>The annotation of an HTTPRoute that lists its operations.</summary>
    public const string Operations = "routemetrics.io/operations";

    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Manager = "route-metrics";
}
