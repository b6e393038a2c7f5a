using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conflicts;

/// <summary>
/// RMW016: what VirtualServices take away from routes (measured on istiod's code). At an Istio Gateway on the pods of a Gateway API one, a
/// host that is more specific than a route's goes to the VirtualService alone; the same host is merged behind the route, which loses
/// nothing. On a waypoint the entries come behind the routes, too. A Gateway API Gateway named in <c>gateways</c> is passed over. An entry
/// that has the name of a route's rule is counted as that rule, wherever Envoy's route name is asked.
/// </summary>
internal sealed class TakenRequests(EnrolledMesh mesh, FindingList findings)
{
    private const string Mesh = "mesh";

    private static readonly string[] GatewayNameLabels = ["gateway.networking.k8s.io/gateway-name", "istio.io/gateway-name"];

    public void Report(IReadOnlyList<HttpRoute> routes)
    {
        var virtualServices = mesh.Snapshot.VirtualServices;
        if (virtualServices.Count == 0)
        {
            return;
        }

        foreach (var route in routes.Where(static route => route.LeftOut is null))
        {
            for (var index = 0; index < route.ParentRefs.Count; index++)
            {
                var parent = route.ParentRefs[index];
                if (parent.IsGateway && mesh.Snapshot.Gateway(parent.Key) is { } gateway)
                {
                    ReportHosts(route, index, gateway);
                }
                else if (RouteTargets.Of(parent, mesh.Snapshot) is { IsAtWaypoint: true } service)
                {
                    ReportNames(
                        route, index, virtualServices.Where(item =>
                            item.Gateways.Contains(Mesh, StringComparer.Ordinal) && item.Hosts.Any(host => IsOf(host, item, service))));
                }
            }
        }
    }

    private void ReportHosts(HttpRoute route, int parent, GatewayResource gateway)
    {
        foreach (var istio in mesh.Snapshot.IstioGateways.Where(istio => Selects(istio, gateway)))
        {
            var reference = istio.Key.ToString();
            foreach (var virtualService in mesh.Snapshot.VirtualServices.Where(
                item => item.Gateways.Contains(reference, StringComparer.Ordinal)))
            {
                ReportNames(route, parent, [virtualService]);
                foreach (var host in virtualService.Hosts.Distinct(StringComparer.Ordinal))
                {
                    if (LostTo(host, route, gateway, istio) is { } lost)
                    {
                        findings.Add(
                            FindingCode.RMW016, route.Key, $"spec.parentRefs[{parent}]", null,
                            $"VirtualService {virtualService.Key} of Istio Gateway {istio.Key}, which is on the pods of Gateway "
                                + $"{gateway.Key}, takes host {host} away: its requests have none of the labels that the route gives to "
                                + $"{lost}",
                            $"list {host} in spec.hostnames, where the route goes first, or take the host out of the VirtualService");
                    }
                }
            }
        }
    }

    // The hostname of the route that has the host, but not for itself alone.
    private string? LostTo(string host, HttpRoute route, GatewayResource gateway, IstioGatewayResource istio)
    {
        IReadOnlyList<string> own = route.Hostnames.Count == 0 ? [Hostname.Any] : route.Hostnames;
        foreach (var listener in gateway.Listeners.Where(listener => ListenerAttachment.Attaches(route, listener, gateway, mesh)))
        {
            var isServed = istio.Servers.Any(server => server.Port == listener.Port
                && server.Hosts.Any(served => Hostname.Intersection(host, WithoutNamespace(served)) is not null));
            string[] hosts = isServed
                ? [.. own.Select(hostname => Hostname.Intersection(hostname, listener.Hostname ?? Hostname.Any)).OfType<string>()]
                : [];
            if (!hosts.Contains(host, StringComparer.Ordinal)
                && Array.Find(hosts, wider => Hostname.IsWildcard(wider) && Hostname.IsWithin(host, wider)) is { } lost)
            {
                return lost == Hostname.Any ? "every host" : lost;
            }
        }

        return null;
    }

    private static string WithoutNamespace(string served) => served[(served.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private void ReportNames(HttpRoute route, int parent, IEnumerable<VirtualServiceResource> virtualServices)
    {
        foreach (var virtualService in virtualServices)
        {
            for (var rule = 0; rule < route.Rules.Count; rule++)
            {
                var name = route.Rules[rule].Name ?? $"{route.Key.Namespace}.{route.Key.Name}.{rule}";
                if (virtualService.RouteNames.Contains(name, StringComparer.Ordinal))
                {
                    findings.Add(
                        FindingCode.RMW016, route.Key, $"spec.parentRefs[{parent}]", null,
                        $"VirtualService {virtualService.Key} has an http entry of the name {name}, which is Envoy's name of "
                            + $"spec.rules[{rule}]: the two cannot be told apart by it",
                        "rename the entry");
                }
            }
        }
    }

    // A name without a dot is of the VirtualService's own namespace; others are taken as they are.
    private bool IsOf(string host, VirtualServiceResource virtualService, Target target)
    {
        var (ns, name) = target.Key;
        if (target.Kind == TargetKind.ServiceEntry)
        {
            return mesh.Snapshot.Service(target)?.Hosts?.Any(known => Hostname.IsWithin(known, host)) == true;
        }

        return host.Contains('.')
            ? host == $"*.{ns}.svc.{DomainOf(host)}" || host == $"{name}.{ns}.svc.{DomainOf(host)}"
            : host == "*" || (host == name && virtualService.Key.Namespace == ns);
    }

    private static string DomainOf(string host) =>
        host.IndexOf(".svc.", StringComparison.Ordinal) is >= 0 and var at ? host[(at + ".svc.".Length)..] : "";

    private static bool Selects(IstioGatewayResource istio, GatewayResource gateway) => istio.Selector.All(label =>
        GatewayNameLabels.Contains(label.Key, StringComparer.Ordinal) ? label.Value == gateway.Key.Name
        : gateway.PodLabels is null || gateway.PodLabels.GetValueOrDefault(label.Key) == label.Value);
}
