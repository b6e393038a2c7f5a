using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conflicts;

/// <summary>Where requests of a target are named: the chain of one Service at its waypoint, or a Gateway.</summary>
internal sealed record MeasuringPlace(Target Target, NamespacedName Gateway, bool IsWaypoint)
{
    private const string WaypointClass = "istio-waypoint";

    private static readonly string[] GatewayNameLabels = [GatewayName, "istio.io/gateway-name"];

    private const string GatewayName = "gateway.networking.k8s.io/gateway-name";

    /// <summary>The Gateway's <see cref="GatewayResource.PodLabels"/>; null where they are unknown.</summary>
    public IReadOnlyDictionary<string, string>? PodLabels { get; init; }

    /// <summary>The namespaces whose objects can act here.</summary>
    public IEnumerable<string> Namespaces =>
        new[] { Target.Key.Namespace, Gateway.Namespace, MeshSnapshot.RootNamespace }.Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Whether an extension runs here. On a waypoint only one with targetRefs does: those of the Service's own namespace that name it, of
    /// the waypoint's namespace that name the Gateway, of the root namespace that name its class. On a Gateway selectors count as well.
    /// </summary>
    public bool Runs(AttachedObject.Extension extension)
    {
        var ns = extension.Object.Key.Namespace;
        if (extension.IsUnread)
        {
            return Namespaces.Contains(ns, StringComparer.Ordinal);
        }

        return IsWaypoint
            ? extension.MatchesWaypoints
                && (NamesTarget(extension)
                    || NamesGateway(extension)
                    || (ns == MeshSnapshot.RootNamespace
                        && extension.TargetRefs.Contains(new(ParentRef.GatewayGroup, "GatewayClass", WaypointClass))))
            : NamesGateway(extension)
                || (extension.TargetRefs.Count == 0
                    && (ns == Gateway.Namespace || ns == MeshSnapshot.RootNamespace)
                    && MaySelect(extension.Selector));
    }

    /// <summary>
    /// Whether a Telemetry with targetRefs or a selector counts here. One → Gateway counts for Services of its own namespace only (istio
    /// 1.30.3), and a selector not at all on a waypoint.
    /// </summary>
    public bool Names(AttachedObject.Telemetry telemetry) => telemetry.IsUnread
        ? telemetry.Object.Key.Namespace == Target.Key.Namespace
        : NamesTarget(telemetry)
            || (NamesGateway(telemetry) && Gateway.Namespace == Target.Key.Namespace)
            || (!IsWaypoint
                && telemetry.Selector.Count > 0
                && telemetry.TargetRefs.Count == 0
                && telemetry.Object.Key.Namespace == Gateway.Namespace
                && MaySelect(telemetry.Selector));

    private bool NamesTarget(AttachedObject item) =>
        Target.IsAtWaypoint
        && item.Object.Key.Namespace == Target.Key.Namespace
        && item.TargetRefs.Contains(new(Target.Group, Target.Kind.ToString(), Target.Key.Name));

    private bool NamesGateway(AttachedObject item) =>
        item.Object.Key.Namespace == Gateway.Namespace
        && item.TargetRefs.Contains(new(ParentRef.GatewayGroup, "Gateway", Gateway.Name));

    // Of pods that somebody else deploys any label may be true but that of another Gateway.
    private bool MaySelect(IReadOnlyList<KeyValuePair<string, string>> selector) => selector.All(label =>
        GatewayNameLabels.Contains(label.Key, StringComparer.Ordinal) ? label.Value == Gateway.Name
        : PodLabels is null || PodLabels.GetValueOrDefault(label.Key) == label.Value || IsOfIstio(label.Key));

    // Istio gives its pods labels of these prefixes, which differ by version.
    private static bool IsOfIstio(string label) => label.Contains("istio.io/", StringComparison.Ordinal);
}
