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

    /// <summary>The mode of a namespace: <c>enforce</c>, <c>warn</c> or <c>audit</c>.</summary>
    public const string Mode = "routemetrics.io/mode";

    /// <summary>A namespace's own budget of series, where it is to be smaller than the configured one.</summary>
    public const string SeriesBudget = "routemetrics.io/series-budget";

    /// <summary>The annotation of an HTTPRoute that lists its operations.</summary>
    public const string Operations = "routemetrics.io/operations";

    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Manager = "route-metrics";
}
