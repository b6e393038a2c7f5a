using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Manifests;

/// <summary>
/// One Envoy deployment that measures: a waypoint with the Services it serves, or a Gateway with itself. <paramref name="Owner"/> is what
/// objects for the whole of it are named after: the namespace for the namespace's own waypoint, else the waypoint or Gateway.
/// </summary>
internal sealed record MeasuringProxy(NamespacedName Gateway, bool IsWaypoint, string Owner, IReadOnlyList<TargetOperations> Targets)
{
    /// <summary>That of its targets, and so of our objects; a waypoint may be in another.</summary>
    public string Namespace { get; init; } = Gateway.Namespace;

    /// <summary>By namespace; waypoints before Gateways.</summary>
    public static IReadOnlyList<MeasuringProxy> Of(IReadOnlyList<TargetOperations> targets, EnrolledMesh mesh) => [.. targets
        .GroupBy(static target => target.Target.Key.Namespace, StringComparer.Ordinal)
        .SelectMany(inNamespace => OfNamespace(inNamespace.Key, [.. inNamespace], mesh))];

    private static IEnumerable<MeasuringProxy> OfNamespace(string ns, IReadOnlyList<TargetOperations> targets, EnrolledMesh mesh)
    {
        var services = targets.Where(static target => target.Target.Kind == TargetKind.Service).ToList();
        var own = mesh.Snapshot.Namespace(ns)?.Labels.GetValueOrDefault(IstioLabels.UseWaypoint)
            ?? NamespaceEnrolment.GeneratedWaypoint(ns, mesh.Settings);
        var taken = services.Select(static target => target.Target.Key.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var waypoint in services.GroupBy(target => WaypointOf(target.Target.Key, mesh)))
        {
            var owner = waypoint.Key == new NamespacedName(ns, own) ? ns : waypoint.Key.Name;
            if (mesh.Settings.AttachTo == AttachTo.Waypoint)
            {
                taken.Add(owner);
            }

            yield return new(waypoint.Key, true, owner, [.. waypoint]) { Namespace = ns };
        }

        foreach (var target in targets.Where(static target => target.Target.Kind == TargetKind.Gateway))
        {
            var name = target.Target.Key.Name;
            yield return new(target.Target.Key, false, taken.Contains(name) ? WithKind(name) : name, [target]);
        }
    }

    // A Service keeps the plain name.
    private static string WithKind(string gateway) => $"{gateway}-gateway-{GeneratedName.HashOf($"Gateway/{gateway}")}";

    private static NamespacedName WaypointOf(NamespacedName service, EnrolledMesh mesh) =>
        ((ParentMeasurement.AtWaypoint)ParentMeasurement.WaypointOf(service, mesh)).Waypoint;
}
