using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Core.Manifests;

/// <summary>
/// One Envoy deployment that measures: a waypoint with the Services it serves, or a Gateway with itself. <paramref name="IsPrimary"/>: the waypoint that
/// objects named after the namespace are for; another waypoint of the namespace gives them its own name.
/// </summary>
internal sealed record MeasuringProxy(NamespacedName Gateway, bool IsWaypoint, bool IsPrimary, IReadOnlyList<TargetOperations> Targets)
{
    /// <summary>The namespace for its waypoint, the Gateway for itself.</summary>
    public string Owner => IsWaypoint && IsPrimary ? Gateway.Namespace : Gateway.Name;

    /// <summary>By namespace; waypoints before Gateways.</summary>
    public static IReadOnlyList<MeasuringProxy> Of(MeshPlan plan, MeshIndex mesh)
    {
        var waypoints = plan.Targets
            .Where(static target => target.Target.Kind == TargetKind.Service)
            .GroupBy(target => new NamespacedName(target.Target.Key.Namespace, WaypointOf(target.Target.Key, mesh)))
            .GroupBy(static group => group.Key.Namespace, StringComparer.Ordinal)
            .SelectMany(inNamespace => OfNamespace([.. inNamespace], mesh));
        var gateways = plan.Targets
            .Where(static target => target.Target.Kind == TargetKind.Gateway)
            .Select(static target => new MeasuringProxy(target.Target.Key, false, true, [target]));
        return [.. waypoints, .. gateways];
    }

    private static IEnumerable<MeasuringProxy> OfNamespace(IReadOnlyList<IGrouping<NamespacedName, TargetOperations>> waypoints, MeshIndex mesh)
    {
        var ns = waypoints[0].Key.Namespace;
        var own = mesh.Namespace(ns)?.Labels.GetValueOrDefault(Mesh.IstioLabels.UseWaypoint) ?? Mesh.NamespaceEnrolment.GeneratedWaypoint(ns, mesh.Settings);
        return waypoints.Select(group => new MeasuringProxy(group.Key, true, group.Key.Name == own, [.. group]));
    }

    private static string WaypointOf(NamespacedName service, MeshIndex mesh) =>
        ((ParentMeasurement.AtWaypoint)ParentMeasurement.WaypointOf(service, mesh)).Waypoint;
}
