using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// The routes of one Service. Routes for one port and those for all ports are separate VirtualServices, which Istio concatenates by age
/// without sorting them together (istio listener_waypoint.go). So are those of another namespace, which is the waypoint's, and goes first
/// (model/push_context.go).
/// </summary>
internal sealed class ServiceRoutes(Target service, NamespacedName waypoint)
{
    private const int EveryPort = -1;

    private readonly Dictionary<(string Namespace, int Port), VirtualService> byPort = [];
    private readonly List<AttachedRoute> routes = [];

    public Target Service => service;

    public NamespacedName Waypoint => waypoint;

    /// <summary>By age.</summary>
    public IReadOnlyList<AttachedRoute> Routes => routes;

    /// <summary>Adds a route under one of its parentRefs; naming the Service twice with the same port is naming it once.</summary>
    public void Add(HttpRoute route, int parentIndex, IReadOnlyList<RouteCandidate> candidates)
    {
        var parent = route.ParentRefs[parentIndex];
        for (var earlier = 0; earlier < parentIndex; earlier++)
        {
            var other = route.ParentRefs[earlier];
            if (other.Kind == parent.Kind && other.Group == parent.Group && other.Key == parent.Key && other.Port == parent.Port)
            {
                return;
            }
        }

        var port = parent.Port ?? EveryPort;
        var key = (route.Key.Namespace, port);
        if (!byPort.TryGetValue(key, out var virtualService))
        {
            var host = $"{service.Key.Name}.{service.Key.Namespace}";
            byPort[key] = virtualService = port == EveryPort ? new(host) : new($"{port}~{host}", isOfPort: true);
        }

        virtualService.Add(route, candidates);
        if (routes.Count == 0 || routes[^1].Route != route)
        {
            routes.Add(new(route, candidates));
        }
    }

    /// <summary>In evaluation order. <paramref name="amongOthers"/>: the plugin also runs for other Services.</summary>
    public IReadOnlyList<RouteList> Lists(EnrolledMesh mesh, bool amongOthers)
    {
        var known = mesh.Snapshot.Service(service);
        var ports = known?.Ports ?? [];
        var earlier = new ListedMatches(ports);
        var lists = new List<RouteList>(byPort.Count);
        foreach (var (key, virtualService) in byPort.Count == 1 ? byPort : byPort.OrderBy(pair => pair.Key.Namespace != waypoint.Namespace)
            .ThenBy(static pair => pair.Value, Comparer<VirtualService>.Create(VirtualService.ByAge)).AsEnumerable())
        {
            int? port = key.Port == EveryPort ? null : key.Port;
            var tellsPort = port is not null && !(ports is [var only] && only == port);
            var scope = new RouteScope.AtService(service, known?.Hosts, port, tellsPort, !amongOthers);
            lists.Add(new(scope, virtualService.Programmed(), earlier, port));
        }

        return lists;
    }
}
