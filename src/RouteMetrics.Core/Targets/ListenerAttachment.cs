using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>Which listeners of a Gateway take a route, and which of its hostnames each serves.</summary>
internal static class ListenerAttachment
{
    /// <summary>Only these listeners have HTTP routes; TLS, TCP and UDP have none.</summary>
    public static bool IsHttp(Listener listener) => listener.Protocol is "HTTP" or "HTTPS";

    /// <summary>Whether a parentRef names the listener (by <c>sectionName</c>, <c>port</c> or both) and it allows the route.</summary>
    public static bool Attaches(HttpRoute route, Listener listener, GatewayResource gateway, EnrolledMesh mesh) =>
        IsHttp(listener)
        && route.ParentRefs.Any(parent => IsOf(listener, parent, gateway) && Names(parent, listener))
        && (listener.AllowedKinds.Count == 0 || listener.AllowedKinds.Contains(route.Key.KindName, StringComparer.Ordinal))
        && Allows(listener.AllowedNamespaces, route.Key.Namespace, (listener.Set ?? gateway.Key).Namespace, mesh)
        && (route.Hostnames.Count == 0
            || route.Hostnames.Any(hostname => Hostname.Intersection(hostname, listener.Hostname ?? Hostname.Any) is not null));

    /// <summary>Whether a parentRef to a Gateway that is not known names this port or none, and this listener or none.</summary>
    public static bool AttachesToUnknown(HttpRoute route, Target gateway, int? port, string section, MeshSnapshot snapshot) =>
        route.ParentRefs.Any(parent =>
            RouteTargets.Of(parent, snapshot) == gateway
            && (parent.Port is null || parent.Port == port)
            && (parent.SectionName is null || parent.SectionName == section));

    /// <summary>
    /// Listener isolation: a wildcard listener leaves a hostname to a listener of the same Gateway or ListenerSet, port and protocol whose
    /// hostname takes it in and is at least as long (istio gateway/conversion.go hostnameAllowedByIsolation).
    /// </summary>
    public static bool Serves(string hostname, Listener listener, IReadOnlyList<Listener> samePort)
    {
        var own = listener.Hostname ?? "";
        if (own.Length > 0 && !Hostname.IsWildcard(own))
        {
            return true;
        }

        return !samePort.Any(other =>
            other != listener
            && other.Set == listener.Set
            && other.Protocol == listener.Protocol
            && other.Hostname is { } narrower
            && own.Length <= narrower.Length
            && Hostname.IsWithin(hostname, narrower));
    }

    private static bool IsOf(Listener listener, ParentRef parent, GatewayResource gateway) => listener.Set is { } set
        ? parent.IsListenerSet && parent.Key == set
        : parent.IsGateway && parent.Key == gateway.Key;

    private static bool Names(ParentRef parent, Listener listener) =>
        (parent.SectionName is null || parent.SectionName == listener.Name) && (parent.Port is null || parent.Port == listener.Port);

    // A namespace that is not held has at least the label that the API server gives every namespace.
    public static bool Allows(AllowedNamespaces allowed, string from, string gateway, EnrolledMesh mesh) => allowed switch
    {
        AllowedNamespaces.Same => from == gateway,
        AllowedNamespaces.All => true,
        AllowedNamespaces.Selected(var selector) => mesh.Snapshot.Namespace(from) is not { } known || selector.Selects(WithName(known)),
        _ => false,
    };

    private static Dictionary<string, string> WithName(NamespaceResource resource) =>
        new(resource.Labels, StringComparer.Ordinal) { ["kubernetes.io/metadata.name"] = resource.Name };
}
