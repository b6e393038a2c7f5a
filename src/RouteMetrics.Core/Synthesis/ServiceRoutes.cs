using RouteMetrics.Core.Routes;

namespace RouteMetrics.Core.Synthesis;

/// <summary>
/// The routes of one Service. Routes for one port and those for all ports are separate VirtualServices, which Istio concatenates by age without
/// sorting them together (istio listener_waypoint.go).
/// </summary>
internal sealed class ServiceRoutes(NamespacedName service, string waypoint)
{
    private const int EveryPort = -1;

    private readonly Dictionary<int, VirtualService> byPort = [];

    public NamespacedName Service => service;

    public string Waypoint => waypoint;

    /// <summary>Adds a route under one of its parentRefs; naming the Service twice with the same port is naming it once.</summary>
    public void Add(HttpRoute route, int parentIndex, IReadOnlyList<RouteCandidate> candidates)
    {
        var parent = route.ParentRefs[parentIndex];
        for (var earlier = 0; earlier < parentIndex; earlier++)
        {
            var other = route.ParentRefs[earlier];
            if (other.IsService && other.Key == parent.Key && other.Port == parent.Port)
            {
                return;
            }
        }

        var port = parent.Port ?? EveryPort;
        if (!byPort.TryGetValue(port, out var virtualService))
        {
            var host = $"{service.Name}.{service.Namespace}";
            byPort[port] = virtualService = new(port == EveryPort ? host : $"{port}~{host}");
        }

        virtualService.Add(route, candidates);
    }

    /// <summary>In evaluation order. <paramref name="amongOthers"/>: the plugin also runs for other Services.</summary>
    public List<OperationEntry> Entries(MeshIndex mesh, bool amongOthers)
    {
        var entries = new List<OperationEntry>();
        var matches = new ListedMatches(mesh.Service(service)?.Ports ?? []);
        foreach (var (port, virtualService) in byPort.OrderBy(static pair => pair.Value, Comparer<VirtualService>.Create(VirtualService.ByAge)))
        {
            // A Service with one port needs no guard for it.
            int? guarded = port == EveryPort || mesh.Service(service) is { Ports: [var only] } && only == port ? null : port;
            var guard = new Guard(
                ServiceCondition.TermsOf(service, guarded, amongOthers, mesh.Settings.ClusterDomain), port == EveryPort ? "" : $"port={port}", matches, port == EveryPort ? null : port);
            entries.AddRange(virtualService.Programmed()
                .Where(static candidate => candidate.Terms is not null)
                .Select(candidate => new OperationEntry(candidate, guard)));
        }

        return entries;
    }
}
