using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// The routes of one Gateway: by port, listener and hostname, as Istio builds them (istio gateway/route_collections.go, core/gateway.go). A
/// Gateway that is not known has one listener for every host, on every port.
/// </summary>
internal sealed class GatewayRoutes(NamespacedName key, GatewayResource? gateway)
{
    private readonly List<AttachedRoute> routes = [];

    public NamespacedName Key => key;

    /// <summary>By age.</summary>
    public IReadOnlyList<AttachedRoute> Routes => routes;

    /// <summary>Adds a route with all its parentRefs to this Gateway; false when no listener takes it.</summary>
    public bool TryAdd(HttpRoute route, IReadOnlyList<RouteCandidate> candidates, EnrolledMesh mesh)
    {
        if (gateway is not null && !gateway.Listeners.Any(listener => ListenerAttachment.Attaches(route, listener, gateway, mesh)))
        {
            return false;
        }

        routes.Add(new(route, candidates));
        return true;
    }

    /// <summary>In evaluation order: ports whose routes are the same share them; virtual hosts from the most specific on.</summary>
    public IReadOnlyList<RouteList> Lists(EnrolledMesh mesh)
    {
        var sections = gateway is null ? SectionsNamedByRoutes(mesh) : [];
        return
        [
            .. PortGroups(mesh).SelectMany(group => group.Table.Hosts.Select(host => new RouteList(
                new RouteScope.AtHost(group.Ports, host.Hostname, group.Table.Tree.Under(host.Hostname)), host.Routes,
                new([.. Enumerable.Range(0, sections.Count)]))
            {
                ListenerOf = sections.Count > 1 ? candidate => SectionOf(candidate.Route, sections, mesh) : null,
            })),
        ];
    }

    // The listeners of an unknown Gateway may be on any ports, so a route of one hides none of another, as with a redirect to HTTPS.
    private int? SectionOf(HttpRoute route, List<string> sections, EnrolledMesh mesh)
    {
        var named = route.ParentRefs.Where(parent => IsParent(parent, mesh)).Select(static parent => parent.SectionName).ToList();
        return named.Contains(null) ? null : named.Select(name => (int?)sections.IndexOf(name ?? "")).FirstOrDefault();
    }

    private List<(PortSet Ports, VirtualHostTable Table)> PortGroups(EnrolledMesh mesh)
    {
        var ports = gateway is null
            ? PortsNamedByRoutes(mesh)
            : [.. gateway.Listeners.Where(ListenerAttachment.IsHttp).Select(static listener => listener.Port).Distinct().Order()];
        var tables = ports.ConvertAll(port => (Port: port, Hosts: TableOf(port, mesh)));
        if (gateway is null)
        {
            var other = TableOf(null, mesh);
            return [
                .. tables.Select(static table => ((PortSet)new PortSet.OneOf([table.Port]), table.Hosts)),
                (ports.Count == 0 ? new PortSet.Every() : new PortSet.NoneOf(ports), other)];
        }

        var groups = tables.GroupBy(static table => table.Hosts, static table => table.Port).ToList();
        return groups.ConvertAll(group => (groups.Count == 1 ? new PortSet.Every() : (PortSet)new PortSet.OneOf([.. group]), group.Key));
    }

    /// <summary>The listeners that an unknown Gateway must have; one without a name where no route names any.</summary>
    private List<string> SectionsNamedByRoutes(EnrolledMesh mesh)
    {
        var sections = routes.SelectMany(static attached => attached.Route.ParentRefs)
            .Where(parent => IsParent(parent, mesh))
            .Select(static parent => parent.SectionName)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return sections.Count == 0 ? [""] : sections;
    }

    private List<int> PortsNamedByRoutes(EnrolledMesh mesh) =>
        [.. routes.SelectMany(static attached => attached.Route.ParentRefs).Where(parent => IsParent(parent, mesh))
            .Select(static parent => parent.Port).OfType<int>().Distinct().Order()];

    private bool IsParent(ParentRef parent, EnrolledMesh mesh) => RouteTargets.Of(parent, mesh.Snapshot) == new Target(TargetKind.Gateway, key);

    /// <summary>The virtual hosts of one port; null is any port that no parentRef to an unknown Gateway names.</summary>
    private VirtualHostTable TableOf(int? port, EnrolledMesh mesh)
    {
        IReadOnlyList<Listener> listeners = gateway is null
            ? [.. SectionsNamedByRoutes(mesh).Select(section => new Listener(section, port ?? 0, "HTTP"))]
            : [.. gateway.Listeners.Where(listener => listener.Port == port && ListenerAttachment.IsHttp(listener))];
        var table = new VirtualHostTable();
        foreach (var listener in listeners)
        {
            var virtualServices = new Dictionary<string, VirtualService>(StringComparer.Ordinal);
            foreach (var (route, candidates) in routes)
            {
                var attaches = gateway is null
                    ? ListenerAttachment.AttachesToUnknown(route, new(TargetKind.Gateway, key), port, listener.Name, mesh.Snapshot)
                    : ListenerAttachment.Attaches(route, listener, gateway, mesh);
                if (attaches)
                {
                    AddTo(virtualServices, route, candidates, listener, listeners);
                }
            }

            table.Add(listener, listeners, virtualServices, key.Namespace);
        }

        table.Close();
        return table;
    }

    private static void AddTo(
        Dictionary<string, VirtualService> virtualServices, HttpRoute route, IReadOnlyList<RouteCandidate> candidates, Listener listener,
        IReadOnlyList<Listener> samePort)
    {
        IReadOnlyList<string> hostnames = route.Hostnames.Count == 0 ? [Hostname.Any] : route.Hostnames;
        foreach (var hostname in hostnames)
        {
            if (!ListenerAttachment.Serves(hostname, listener, samePort))
            {
                continue;
            }

            if (!virtualServices.TryGetValue(hostname, out var virtualService))
            {
                virtualServices[hostname] = virtualService = new(hostname);
            }

            virtualService.Add(route, candidates);
        }
    }
}
