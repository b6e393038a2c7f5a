using RouteMetrics.Controller.Caching;
using RouteMetrics.Core;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Security;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// What a namespace should have: objects in apply order, and findings about its routes. Empty for a namespace that is gone or terminating.
/// </summary>
internal sealed record DesiredNamespace(NamespaceEnrolment? Enrolment)
{
    /// <summary>Gateways, WasmPlugins, Telemetries.</summary>
    public IReadOnlyList<Manifest> Objects { get; init; } = [];

    /// <summary>About routes of any namespace with a parent in this one.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>A route is measured at the waypoint of the name that we generate.</summary>
    public bool WantsWaypoint { get; init; }

    /// <summary>That waypoint does not exist, and is not to be created.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Services and Gateways that nothing is written for, since objects of others are in the way.</summary>
    public int HeldTargets { get; init; }

    public static DesiredNamespace Of(NamespaceView view, RouteMetricsSettings settings)
    {
        if (view is not { IsActive: true, Namespace.Value.Resource: { } resource })
        {
            return new DesiredNamespace(Enrolment: null);
        }

        var mesh = Repaired(view, settings);
        var waypoint = new NamespacedName(view.Name, NamespaceEnrolment.GeneratedWaypoint(view.Name, settings));
        var plan = RoutePlan.OfNamespace(view.Name, mesh, settings);
        return new(NamespaceEnrolment.Decide(resource, settings, mesh.Installed))
        {
            Objects = [.. plan.Manifests().Where(static manifest => manifest.Namespace is not null)],
            Findings = plan.Findings,
            HeldTargets = plan.Held.Count,
            WantsWaypoint = plan.Waypoints.Contains(waypoint),
            IsHeld = mesh.Gateway(waypoint) is null && WaypointSecurity.HoldIn(view.Name, mesh) is not null,
        };
    }

    // If somebody changed the class of our own waypoint, we repair it; meanwhile the plan must not drop what it measures.
    private static MeshSnapshot Repaired(NamespaceView view, RouteMetricsSettings settings)
    {
        var record = ObjectRecord.Of(view.Namespace?.Value.Resource);
        return view.Objects
            .Where(item => item.Type == ResourceType.Gateways && item.Found.IsMarked && record.Has(item.Type, item.Identity)
                && NamespaceEnrolment.IsGeneratedWaypoint(item.Identity.Name, view.Name, settings))
            .Select(item => view.Mesh.Gateway(new(view.Name, item.Identity.Name)))
            .OfType<GatewayResource>()
            .Aggregate(view.Mesh, (mesh, gateway) => mesh.With(gateway with { ClassName = settings.GatewayClasses.Waypoint }));
    }
}
