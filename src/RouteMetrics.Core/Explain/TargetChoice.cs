using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Explain;

/// <summary>Which target of a mesh a request is for, by its host.</summary>
public static class TargetChoice
{
    /// <summary>The only target; else the one that the request's host names; null if none or several match.</summary>
    public static TargetOperations? Of(ProxyRequest request, MeshSnapshot snapshot, IReadOnlyList<TargetOperations> targets) =>
        targets.Count == 1
            ? targets[0]
            : ByServiceHost(request.Host, targets)
                ?? ByEntryHost(request.Host, snapshot, targets)
                ?? ByRouteHostname(request.Host, snapshot, targets);

    private static TargetOperations? ByEntryHost(string host, MeshSnapshot snapshot, IReadOnlyList<TargetOperations> targets) => targets
        .Where(target => target.Target.Kind == TargetKind.ServiceEntry)
        .SelectMany(target => (snapshot.Service(target.Target)?.Hosts ?? []).Select(known => (known, target)))
        .Where(entry => Covers(entry.known, host))
        .OrderBy(static entry => entry.known, Comparer<string>.Create(Hostname.BySpecificity))
        .Select(static entry => entry.target)
        .FirstOrDefault();

    // svc.ns, svc.ns.svc, svc.ns.svc.cluster.local: the names that cluster DNS resolves besides the bare one.
    private static TargetOperations? ByServiceHost(string host, IReadOnlyList<TargetOperations> targets)
    {
        var labels = host.TrimEnd('.').Split('.');
        return labels.Length == 2 || labels.Length > 2 && labels[2].Equals("svc", StringComparison.OrdinalIgnoreCase)
            ? targets.FirstOrDefault(target => target.Target.Kind == TargetKind.Service
                && target.Target.Key.Name.Equals(labels[0], StringComparison.OrdinalIgnoreCase)
                && target.Target.Key.Namespace.Equals(labels[1], StringComparison.OrdinalIgnoreCase))
            : null;
    }

    private static TargetOperations? ByRouteHostname(string host, MeshSnapshot snapshot, IReadOnlyList<TargetOperations> targets)
    {
        var gateways = snapshot.Routes
            .SelectMany(route => route.Hostnames.Where(hostname => Covers(hostname, host)).Select(hostname => (route, hostname)))
            .OrderBy(static found => found.hostname.StartsWith('*'))
            .ThenByDescending(static found => found.hostname.Length)
            .GroupBy(static found => found.hostname, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.SelectMany(found => RouteTargets.Of(found.route, snapshot)).ToHashSet())
            .Select(named => TargetsOf(named, targets))
            .FirstOrDefault(static found => found.Count > 0);
        return gateways is [var only] ? only : null;
    }

    private static List<TargetOperations> TargetsOf(HashSet<Target> named, IReadOnlyList<TargetOperations> targets) =>
        [.. targets.Where(target => target.Target.Kind == TargetKind.Gateway && named.Contains(target.Target))];

    // A wildcard stands for one label or more (gateway-api httproute_types.go: "suffix match").
    private static bool Covers(string hostname, string host) => hostname.StartsWith("*.", StringComparison.Ordinal)
        ? host.Length > hostname.Length - 1 && host.EndsWith(hostname[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(hostname, StringComparison.OrdinalIgnoreCase);
}
