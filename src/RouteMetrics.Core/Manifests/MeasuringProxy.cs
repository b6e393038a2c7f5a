using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Manifests;

/// <summary>
/// One Envoy deployment that measures: a waypoint with the Services it serves, or a Gateway with itself. <paramref name="Owner"/> is what
/// its objects are named after: the namespace for the namespace's own waypoint, else the waypoint or Gateway.
/// </summary>
internal sealed record MeasuringProxy(NamespacedName Gateway, bool IsWaypoint, string Owner, IReadOnlyList<TargetOperations> Targets)
{
    /// <summary>
    /// Others name Services of this waypoint, so the Telemetry names those that are measured, and not the waypoint, where it would label
    /// all of them.
    /// </summary>
    public bool IsShared { get; init; }

    /// <summary>By namespace; waypoints before Gateways.</summary>
    public static IReadOnlyList<MeasuringProxy> Of(IReadOnlyList<TargetOperations> targets, EnrolledMesh mesh) => [.. targets
        .GroupBy(static target => target.Target.Key.Namespace, StringComparer.Ordinal)
        .SelectMany(inNamespace => OfNamespace(inNamespace.Key, [.. inNamespace], mesh))];

    private static IEnumerable<MeasuringProxy> OfNamespace(string ns, IReadOnlyList<TargetOperations> targets, EnrolledMesh mesh)
    {
        var services = targets.Where(static target => target.Target.Kind == TargetKind.Service).ToList();
        var own = mesh.Snapshot.Namespace(ns)?.Labels.GetValueOrDefault(IstioLabels.UseWaypoint)
            ?? NamespaceEnrolment.GeneratedWaypoint(ns, mesh.Settings);
        var taken = services.Select(static target => target.Target.Key.Name).Append(ns).ToHashSet(StringComparer.Ordinal);
        foreach (var waypoint in services.GroupBy(target => WaypointOf(target.Target.Key, mesh), StringComparer.Ordinal))
        {
            yield return new(new(ns, waypoint.Key), true, waypoint.Key == own ? ns : OwnerFor(waypoint.Key, taken), [.. waypoint]);
        }

        foreach (var target in targets.Where(static target => target.Target.Kind == TargetKind.Gateway))
        {
            yield return new(target.Target.Key, false, OwnerFor(target.Target.Key.Name, taken), [target]);
        }
    }

    // A Gateway may be named like a Service or its namespace, whose objects are named first.
    private static string OwnerFor(string gateway, HashSet<string> taken)
    {
        var owner = gateway;
        while (!taken.Add(owner))
        {
            owner += "-gateway";
        }

        return owner;
    }

    private static string WaypointOf(NamespacedName service, EnrolledMesh mesh) =>
        ((ParentMeasurement.AtWaypoint)ParentMeasurement.WaypointOf(service, mesh)).Waypoint;
}
