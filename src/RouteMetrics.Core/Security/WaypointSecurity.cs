using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Security;

/// <summary>
/// What a waypoint means to the security of a namespace. Removing one ends the policies that live in it; a new one becomes the source that
/// ztunnel sees, so an ALLOW by source can begin to deny, and a DENY can cease to (measured on istiod's code and ztunnel's rules).
/// </summary>
public static class WaypointSecurity
{
    private const string WaypointClass = "istio-waypoint";

    /// <summary>Why no waypoint is to be created in the namespace; null if one may be.</summary>
    public static HeldWaypoint? HoldIn(string ns, MeshSnapshot snapshot)
    {
        if (snapshot.Namespace(ns)?.Labels.GetValueOrDefault(IstioLabels.AllowWaypoint) == "true")
        {
            return null;
        }

        if (!snapshot.KnowsPolicies)
        {
            return new(
                "the program may not read AuthorizationPolicies, which can begin or cease to hold with a new waypoint",
                "give it the right to list and watch authorizationpolicies and requestauthentications of security.istio.io");
        }

        var policy = Around(ns, snapshot).FirstOrDefault(static policy => policy.NamesSource && policy.Targets.Count == 0);
        return policy is null ? null : new(
            $"{policy.Object} allows or denies by source, and ztunnel would see the waypoint in place of the clients",
            "aim the policy at the Service by targetRefs, so that the waypoint enforces it");
    }

    /// <summary>The policies that would end with the waypoint; empty does not mean that nothing uses it.</summary>
    public static IReadOnlyList<ObjectRef> LivingIn(NamespacedName waypoint, MeshSnapshot snapshot) =>
    [
        .. Around(waypoint.Namespace, snapshot)
            .Where(policy => LivesIn(waypoint, policy, snapshot))
            .Select(static policy => policy.Object),
    ];

    private static IEnumerable<SecurityPolicy> Around(string ns, MeshSnapshot snapshot) => ns == IstioLabels.RootNamespace
        ? snapshot.PoliciesIn(ns)
        : snapshot.PoliciesIn(ns).Concat(snapshot.PoliciesIn(IstioLabels.RootNamespace));

    private static bool LivesIn(NamespacedName waypoint, SecurityPolicy policy, MeshSnapshot snapshot)
    {
        var ns = policy.Object.Key.Namespace;
        return policy.Targets.Any(target => target.Kind switch
        {
            "GatewayClass" => ns == IstioLabels.RootNamespace && target.Name == WaypointClass,
            "Gateway" => ns == waypoint.Namespace && target.Name == waypoint.Name,
            // What has no waypoint of its own has the namespace's.
            "Service" => ns == waypoint.Namespace && Serves(waypoint, new(TargetKind.Service, new(ns, target.Name)), snapshot),
            "ServiceEntry" => ns == waypoint.Namespace && Serves(waypoint, new(TargetKind.ServiceEntry, new(ns, target.Name)), snapshot),
            _ => false,
        });
    }

    private static bool Serves(NamespacedName waypoint, Target service, MeshSnapshot snapshot) =>
        (snapshot.Service(service)?.Labels.GetValueOrDefault(IstioLabels.UseWaypoint) ?? waypoint.Name) == waypoint.Name;
}

/// <summary>Why a waypoint is not created, and what else the owner of the namespace can do besides accepting it.</summary>
public sealed record HeldWaypoint(string Reason, string Fix)
{
    /// <summary>The fix, and the way past it.</summary>
    public string Remedy =>
        $"{Fix}; or accept the waypoint by the label {IstioLabels.AllowWaypoint}: \"true\" on the Namespace";
}
