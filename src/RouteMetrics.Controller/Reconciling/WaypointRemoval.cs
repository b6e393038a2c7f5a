using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Security;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// How a waypoint goes: never from under a policy that lives in it; first the label that names it, if it is ours; then the Gateway, once
/// nothing names it. Without a waypoint ztunnel passes the traffic straight on.
/// </summary>
internal static class WaypointRemoval
{
    /// <summary>
    /// The next step; null if there is none. <paramref name="unwanted"/>: objects of ours that are not to be. The data plane mode stays:
    /// leaving the mesh is a decision about security, which is the users' to take.
    /// </summary>
    public static ReconcileAction? Of(
        NamespaceView view, IReadOnlyList<ExistingObject> unwanted, DesiredNamespace desired, RouteMetricsSettings settings)
    {
        var named = view.Namespace?.Value.Resource.Labels.GetValueOrDefault(IstioLabels.UseWaypoint);
        var key = new NamespacedName(
            view.Name,
            named is not null && NamespaceEnrolment.IsGeneratedWaypoint(named, view.Name, settings)
                ? named
                : NamespaceEnrolment.GeneratedWaypoint(view.Name, settings));
        var gateway = unwanted.FirstOrDefault(static item => item.Type == ResourceType.Gateways);
        if (gateway is { Found.IsBeingDeleted: true } || (gateway is null && desired.Enrolment is null or { IsEnrolled: true }))
        {
            return null;
        }

        var waypoint = gateway is null ? key : new(view.Name, gateway.Identity.Name);
        return view.Mesh.Gateway(waypoint) is not null && ReasonToKeep(waypoint, view.Mesh) is { } reason
            ? gateway is null ? null : new ReconcileAction.KeepWaypoint(gateway.Identity, reason)
            : Without(waypoint, gateway, view);
    }

    /// <summary>Completes "it stays, since …"; null if no policy lives in it.</summary>
    public static string? ReasonToKeep(NamespacedName waypoint, MeshSnapshot mesh) => mesh.KnowsPolicies
        ? WaypointSecurity.LivingIn(waypoint, mesh) is [var policy, ..] ? $"{policy} would no longer be enforced" : null
        : "the program may not read the security policies that may live in it";

    private static ReconcileAction? Without(NamespacedName waypoint, ExistingObject? gateway, NamespaceView view)
    {
        if (view.Namespace is not { } ns)
        {
            return null;
        }

        if (Names(ns.Value.Resource.Labels, view.Name, waypoint))
        {
            return EnrolmentRecord.Of(ns.Value.Resource) is { } record && record.HasAdded(IstioLabels.UseWaypoint)
                ? new ReconcileAction.TakeBackWaypoint(ns.Object, waypoint.Name, record.WithoutWaypoint())
                : gateway is null ? null : new ReconcileAction.KeepWaypoint(gateway.Identity, $"Namespace {ns.Object.Name} names it");
        }

        return gateway is null ? null : UserOf(waypoint, view.Mesh) is { } user
            ? new ReconcileAction.KeepWaypoint(gateway.Identity, $"{user} names it")
            : new ReconcileAction.DeleteWaypoint(gateway.Identity);
    }

    // Other kinds are asked for by label before the deletion.
    private static string? UserOf(NamespacedName waypoint, MeshSnapshot mesh) =>
        mesh.Namespaces.FirstOrDefault(ns => Names(ns.Labels, ns.Name, waypoint)) is { } ns
            ? $"Namespace {ns.Name}"
            : mesh.Services.FirstOrDefault(service => Names(service.Labels, service.Key.Namespace, waypoint)) is { } service
                ? service.Target.ToString()
                : null;

    // Istio 1.32 may send a part of the traffic to a second waypoint.
    private static bool Names(IReadOnlyDictionary<string, string> labels, string ns, NamespacedName waypoint) =>
        Names(labels, IstioLabels.UseWaypoint, IstioLabels.UseWaypointNamespace, ns, waypoint)
        || Names(labels, CanaryLabels.UseWaypoint, CanaryLabels.UseWaypointNamespace, ns, waypoint);

    private static bool Names(
        IReadOnlyDictionary<string, string> labels, string byName, string byNamespace, string ns, NamespacedName waypoint) =>
        labels.GetValueOrDefault(byName) == waypoint.Name && labels.GetValueOrDefault(byNamespace, ns) == waypoint.Namespace;
}
