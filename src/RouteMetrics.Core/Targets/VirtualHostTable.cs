using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>The virtual hosts of one port, most specific first. Tables with the same routes are equal, so ports can share them.</summary>
internal sealed class VirtualHostTable : IEquatable<VirtualHostTable>
{
    private readonly Dictionary<string, List<RouteCandidate>> routes = new(StringComparer.Ordinal);

    public IReadOnlyList<(string Hostname, IReadOnlyList<RouteCandidate> Routes)> Hosts { get; private set; } = [];

    public VirtualHostTree Tree { get; private set; } = new([]);

    /// <summary>
    /// Adds what one listener serves. VirtualServices that meet in one virtual host follow each other unsorted: first those of the Gateway's
    /// own namespace (istio model/push_context.go VirtualServicesForGateway), then by age.
    /// </summary>
    public void Add(
        Listener listener, IReadOnlyList<Listener> samePort, Dictionary<string, VirtualService> virtualServices, string ownNamespace)
    {
        var listenerHostname = listener.Hostname ?? Hostname.Any;
        if (listener.Protocol == "HTTPS")
        {
            // TLS picks the listener by hostname before there is a request, so wider listeners never get its hosts.
            RoutesOf(listenerHostname);
        }

        foreach (var (hostname, virtualService) in
            virtualServices.OrderBy(pair => pair.Value.Namespace != ownNamespace)
                .ThenBy(static pair => pair.Value, Comparer<VirtualService>.Create(VirtualService.ByAge)))
        {
            if (Hostname.Intersection(hostname, listenerHostname) is { } virtualHost && !IsOfNarrower(virtualHost, listener, samePort))
            {
                RoutesOf(virtualHost).AddRange(virtualService.Programmed());
            }
        }
    }

    // Isolation leaves it to another listener only within a Gateway or a ListenerSet; TLS leaves it to any.
    private static bool IsOfNarrower(string virtualHost, Listener listener, IReadOnlyList<Listener> samePort) =>
        listener.Protocol == "HTTPS" && samePort.Any(other =>
            other.Protocol == "HTTPS" && other.Hostname is { } narrower && narrower != listener.Hostname
            && Hostname.IsWithin(narrower, listener.Hostname ?? Hostname.Any) && Hostname.IsWithin(virtualHost, narrower));

    /// <summary>Moves catch-alls behind everything else, as Istio does at last (istio core/route/route.go SortVHostRoutes).</summary>
    public void Close()
    {
        Tree = new(routes.Keys);
        Hosts = [.. routes
            .Select(static pair => (pair.Key, (IReadOnlyList<RouteCandidate>)[
                .. pair.Value.Where(static candidate => !candidate.IsCatchAll),
                .. pair.Value.Where(static candidate => candidate.IsCatchAll)]))
            .OrderBy(static host => host.Key, Comparer<string>.Create(Hostname.BySpecificity))];
    }

    private List<RouteCandidate> RoutesOf(string virtualHost)
    {
        if (!routes.TryGetValue(virtualHost, out var list))
        {
            routes[virtualHost] = list = [];
        }

        return list;
    }

    public bool Equals(VirtualHostTable? other) => other is not null
        && Hosts.Count == other.Hosts.Count
        && Hosts.Zip(other.Hosts).All(static pair =>
            pair.First.Hostname == pair.Second.Hostname && pair.First.Routes.SequenceEqual(pair.Second.Routes));

    public override bool Equals(object? obj) => Equals(obj as VirtualHostTable);

    public override int GetHashCode() =>
        Hosts.Aggregate(0, static (hash, host) => HashCode.Combine(hash, host.Hostname, host.Routes.Count));
}
