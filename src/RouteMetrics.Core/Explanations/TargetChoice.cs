using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Core.Explanations;

/// <summary>Which target of a mesh a request is for, by its host.</summary>
public static class TargetChoice
{
    /// <summary>The only target; else the Service or the Gateway that the request's host names; null when that is none or several.</summary>
    public static TargetOperations? Of(ProxyRequest request, MeshState state, MeshPlan plan) => plan.Targets.Count == 1
        ? plan.Targets[0]
        : ByServiceHost(request.Host, plan) ?? ByRouteHostname(request.Host, state, plan);

    // svc.ns, svc.ns.svc, svc.ns.svc.cluster.local: the names that cluster DNS answers beside the bare one.
    private static TargetOperations? ByServiceHost(string host, MeshPlan plan)
    {
        var labels = host.TrimEnd('.').Split('.');
        return labels.Length == 2 || labels.Length > 2 && labels[2].Equals("svc", StringComparison.OrdinalIgnoreCase)
            ? plan.Targets.FirstOrDefault(target => target.Target.Kind == TargetKind.Service
                && target.Target.Key.Name.Equals(labels[0], StringComparison.OrdinalIgnoreCase)
                && target.Target.Key.Namespace.Equals(labels[1], StringComparison.OrdinalIgnoreCase))
            : null;
    }

    private static TargetOperations? ByRouteHostname(string host, MeshState state, MeshPlan plan)
    {
        var gateways = state.Routes
            .SelectMany(route => route.Hostnames.Where(hostname => Covers(hostname, host)).Select(hostname => (route, hostname)))
            .OrderBy(static found => found.hostname.StartsWith('*'))
            .ThenByDescending(static found => found.hostname.Length)
            .GroupBy(static found => found.hostname, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.SelectMany(static found => found.route.ParentRefs).Where(static parent => parent.IsGateway))
            .Select(parents => TargetsOf(parents, plan))
            .FirstOrDefault(static targets => targets.Count > 0);
        return gateways is [var only] ? only : null;
    }

    private static List<TargetOperations> TargetsOf(IEnumerable<ParentRef> parents, MeshPlan plan)
    {
        var keys = parents.Select(static parent => parent.Key).ToHashSet();
        return [.. plan.Targets.Where(target => target.Target.Kind == TargetKind.Gateway && keys.Contains(target.Target.Key))];
    }

    // A wildcard stands for one label or more (gateway-api httproute_types.go: "suffix match").
    private static bool Covers(string hostname, string host) => hostname.StartsWith("*.", StringComparison.Ordinal)
        ? host.Length > hostname.Length - 1 && host.EndsWith(hostname[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(hostname, StringComparison.OrdinalIgnoreCase);
}
