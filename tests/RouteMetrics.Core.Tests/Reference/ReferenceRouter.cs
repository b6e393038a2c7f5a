using System.Globalization;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// Which match of which rule Envoy selects, as Istio programs it: the judge of the synthesis. It walks Istio's own steps (HTTPRoute, VirtualService,
/// virtual host, Envoy route) and knows nothing of CEL. Istio 1.32-dev, pilot/pkg/config/kube/gateway and pilot/pkg/networking/core.
/// </summary>
internal sealed class ReferenceRouter(MeshSnapshot state, Slip slip = Slip.None)
{
    private readonly List<HttpRoute> routes =
        [.. state.Routes.Where(route => slip == Slip.DroppedRoutesKeepHosts || RouteConversion.Succeeds(route, slip))];

    /// <summary>
    /// The selected match, or null where no route of the target applies (404, or the mesh's default). The question is put where there is a proxy that
    /// speaks HTTP on that port: a Service with a VIP, a Gateway with such a listener.
    /// </summary>
    public MatchKey? Select(Target target, int port, ReferenceRequest request) => target.Kind switch
    {
        TargetKind.Service => First(WaypointRoutes(target.Key, port, request), request),
        _ => First(new ReferenceGateway(state, routes, target.Key, port, slip).RoutesFor(request), request),
    };

    private MatchKey? First(IEnumerable<EnvoyRoute> candidates, ReferenceRequest request) =>
        candidates.FirstOrDefault(route => route.Selects(request, slip))?.Source;

    // One virtual host for all hosts; one VirtualService for each (route namespace, parentRef.port); none re-sorted with another.
    private IEnumerable<EnvoyRoute> WaypointRoutes(NamespacedName service, int port, ReferenceRequest request)
    {
        var waypoint = WaypointNamespace(service);
        var attached =
            from route in routes
            where route.Key.Namespace == service.Namespace || slip == Slip.ConsumerRoutesCount
                || (route.Key.Namespace == waypoint && slip != Slip.WaypointsNamespaceIgnored)
            where slip != Slip.HostnamesCountOnWaypoints || route.Hostnames.Count == 0
                || DomainName.Holding(route.Hostnames, request.Host, slip).Any()
            from parent in route.ParentRefs
            where parent.IsService && parent.Key == service
            where parent.Port is null || parent.Port == port || slip == Slip.ParentPortIgnored
            select (Key: Key(route, parent, service), IsOfPort: parent.Port is not null && slip != Slip.PortsMerged, Route: route);
        var services = attached
            .GroupBy(item => (item.Key, item.IsOfPort), item => item.Route)
            .Select(group => VirtualService.Merge(group.Key.Key, group, slip, group.Key.IsOfPort));
        return VirtualService.InOrder(services)
            .OrderBy(merged => merged.Namespace != waypoint && slip != Slip.WaypointsNamespaceByAge)
            .SelectMany(merged => merged.Routes);
    }

    // push_context.go: what the proxy's own namespace has goes first.
    private string WaypointNamespace(NamespacedName service) =>
        state.Namespaces.FirstOrDefault(space => space.Name == service.Namespace)?.Labels.GetValueOrDefault("istio.io/use-waypoint-namespace")
        ?? service.Namespace;

    private string Key(HttpRoute route, ParentRef parent, NamespacedName service)
    {
        var port = parent.Port is { } number && slip != Slip.PortsMerged ? "/" + number.ToString(CultureInfo.InvariantCulture) : "";
        var kind = slip == Slip.GrpcRoutesInListsOfTheirOwn && route.Key.Kind == RouteKind.Grpc ? "grpc-" : "";
        return $"{kind}{route.Key.Namespace}{port}/{service.Name}.{service.Namespace}.svc.cluster.local";
    }
}
