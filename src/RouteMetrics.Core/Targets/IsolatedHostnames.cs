using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// The hostnames of a route that no listener it is attached to serves, though one takes them in: Istio leaves each host to the most
/// specific listener of a port (gateway/conversion.go hostnameAllowedByIsolation), and gives no answer where the route is not attached to
/// that.
/// </summary>
internal static class IsolatedHostnames
{
    /// <summary>
    /// Each with its index in <c>spec.hostnames</c>, the listener that takes it in, and the one that it belongs to. A route without
    /// hostnames has those of its listeners, which isolation leaves to them.
    /// </summary>
    public static IEnumerable<(int Index, Listener Attached, Listener Owner)> Of(
        HttpRoute route, GatewayResource gateway, EnrolledMesh mesh)
    {
        Listener[] attached = [.. gateway.Listeners.Where(listener => ListenerAttachment.Attaches(route, listener, gateway, mesh))];
        for (var index = 0; index < route.Hostnames.Count; index++)
        {
            var hostname = route.Hostnames[index];
            var takers = Array.FindAll(
                attached, listener => Hostname.Intersection(hostname, listener.Hostname ?? Hostname.Any) is not null);
            if (takers.Length > 0
                && takers.All(taker => !ListenerAttachment.Serves(hostname, taker, SamePort(taker, gateway)))
                && OwnerOf(hostname, takers[0], gateway) is { } owner)
            {
                yield return (index, takers[0], owner);
            }
        }
    }

    private static Listener? OwnerOf(string hostname, Listener taker, GatewayResource gateway) => SamePort(taker, gateway)
        .Where(other => other != taker && other.Protocol == taker.Protocol && other.Hostname is { } own && Hostname.IsWithin(hostname, own))
        .MaxBy(static other => other.Hostname?.Length ?? 0);

    private static Listener[] SamePort(Listener listener, GatewayResource gateway) =>
        [.. gateway.Listeners.Where(other => other.Port == listener.Port && ListenerAttachment.IsHttp(other))];
}
