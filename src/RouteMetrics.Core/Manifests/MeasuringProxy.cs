using System.Collections.Frozen;
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

    /// <summary>The measured Services of the namespace, which keep their plain names.</summary>
    private IReadOnlySet<string> ServiceNames { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What the objects for one of its targets are named after.</summary>
    public string OwnerOf(Target target) => !IsWaypoint ? Owner
        : target.Kind == TargetKind.Service || !ServiceNames.Contains(target.Key.Name) ? target.Key.Name
        : WithKind(target);

    /// <summary>By namespace; waypoints before Gateways.</summary>
    public static IReadOnlyList<MeasuringProxy> Of(IReadOnlyList<TargetOperations> targets, EnrolledMesh mesh) => [.. targets
        .GroupBy(static target => target.Target.Key.Namespace, StringComparer.Ordinal)
        .SelectMany(inNamespace => OfNamespace(inNamespace.Key, [.. inNamespace], mesh))];

    private static IEnumerable<MeasuringProxy> OfNamespace(string ns, IReadOnlyList<TargetOperations> targets, EnrolledMesh mesh)
    {
        var services = targets.Where(static target => target.Target.IsAtWaypoint).ToList();
        var own = mesh.Snapshot.Namespace(ns)?.Labels.GetValueOrDefault(IstioLabels.UseWaypoint)
            ?? NamespaceEnrolment.GeneratedWaypoint(ns, mesh.Settings);
        var plain = services.Where(static target => target.Target.Kind == TargetKind.Service)
            .Select(static target => target.Target.Key.Name).ToHashSet(StringComparer.Ordinal);
        var taken = services.Select(static target => target.Target.Key.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var waypoint in services.GroupBy(target => WaypointOf(target.Target, mesh)))
        {
            var owner = waypoint.Key == new NamespacedName(ns, own) ? ns : waypoint.Key.Name;
            if (mesh.Settings.AttachTo == AttachTo.Waypoint)
            {
                taken.Add(owner);
            }

            yield return new(waypoint.Key, true, owner, [.. waypoint]) { Namespace = ns, ServiceNames = plain };
        }

        foreach (var target in targets.Where(static target => target.Target.Kind == TargetKind.Gateway))
        {
            var name = target.Target.Key.Name;
            yield return new(target.Target.Key, false, taken.Contains(name) ? WithKind(target.Target) : name, [target]);
        }
    }

    private static string WithKind(Target target) =>
        $"{target.Key.Name}-{target.Kind.ToString().ToLowerInvariant()}-{GeneratedName.HashOf($"{target.Kind}/{target.Key.Name}")}";

    private static NamespacedName WaypointOf(Target service, EnrolledMesh mesh) =>
        ((ParentMeasurement.AtWaypoint)ParentMeasurement.WaypointOf(service, mesh)).Waypoint;
}
