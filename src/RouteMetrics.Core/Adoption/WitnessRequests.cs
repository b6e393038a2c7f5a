using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Adoption;

/// <summary>
/// The requests that two lists of conditions are compared on: each path that either speaks of and its near misses, with each method, and
/// with the headers, queries and hosts that make a difference. The plainest come first.
/// </summary>
internal static class WitnessRequests
{
    /// <summary>Evaluating two lists for them takes well under a second.</summary>
    private const int Most = 6000;

    public static IReadOnlyList<ProxyRequest> Of(
        Target target, IReadOnlyList<HttpRouteMatch> matches, IReadOnlyList<CelExpression> conditions, MeshSnapshot mesh)
    {
        var parts = new RequestParts();
        foreach (var match in matches)
        {
            parts.Add(match);
        }

        foreach (var condition in conditions)
        {
            parts.Add(condition);
        }

        parts.Methods.Add("GET", "POST", "DELETE");
        var service = mesh.Service(target);
        IReadOnlyList<int> ports = service is { Ports.Count: > 0 } ? service.Ports : [80];
        var hosts = HostsOf(target, parts, mesh);
        var plain = new ProxyRequest("GET", "http", hosts[0], ports[0], "/");
        return
        [
            .. Paths(parts)
                .SelectMany(path => parts.Methods.Items.Select(method => plain with { Method = method, Path = path }))
                .Concat(Variants(plain, parts, hosts, ports).SelectMany(variant => parts.Paths.Items.Append("/").SelectMany(
                    path => parts.Methods.Items.Select(method => variant with { Method = method, Path = path + variant.Path?[1..] }))))
                .Take(Most),
        ];
    }

    private static IEnumerable<string> Paths(RequestParts parts) => parts.Paths.Items
        .Concat(parts.Paths.Items.SelectMany(static path => new[] { path.TrimEnd('/'), $"{path}/", $"{path}x", $"{path}/x" }))
        .Append("/").Append("/none")
        .Where(static path => path.StartsWith('/'))
        .Distinct(StringComparer.Ordinal);

    // Their paths are "/" and a query.
    private static IEnumerable<ProxyRequest> Variants(
        ProxyRequest plain, RequestParts parts, IReadOnlyList<string> hosts, IReadOnlyList<int> ports)
    {
        var headers = parts.Headers.ToList();
        foreach (var header in headers)
        {
            yield return plain with { Headers = [header] };
            yield return plain with { Headers = [KeyValuePair.Create(header.Key, $"{header.Value}x")] };
        }

        foreach (var query in parts.Queries.Items)
        {
            yield return plain with { Path = $"/?{query}" };
            yield return plain with { Path = $"/?{query}x" };
        }

        if (headers.Count > 0 || parts.Queries.Items.Count > 0)
        {
            yield return plain with
            {
                Headers = [.. headers.DistinctBy(static header => header.Key, StringComparer.OrdinalIgnoreCase)],
                Path = parts.Queries.Items.Count > 0 ? $"/?{string.Join('&', parts.Queries.Items)}" : "/",
            };
        }

        foreach (var (host, port) in hosts.SelectMany(host => ports.Select(port => (host, port))).Skip(1))
        {
            yield return plain with { Authority = host, Port = port };
        }
    }

    private static List<string> HostsOf(Target target, RequestParts parts, MeshSnapshot mesh)
    {
        var names = target.IsAtWaypoint
            ? mesh.Service(target)?.Hosts?.Select(static host => host.StartsWith('*') ? $"x{host[1..]}" : host)
                ?? [$"{target.Key.Name}.{target.Key.Namespace}"]
            : mesh.RoutesAround(target.Key.Namespace)
                .Where(route => RouteTargets.Of(route, mesh).Contains(target))
                .SelectMany(static route => route.Hostnames)
                .Concat((mesh.Gateway(target.Key)?.Listeners ?? [])
                    .Concat(mesh.ListenerSetsAttachedIn(target.Key.Namespace).Where(set => set.Gateway == target.Key)
                        .SelectMany(static set => set.Listeners))
                    .Select(static listener => listener.Hostname).OfType<string>())
                .Select(static host => host.StartsWith('*') ? $"x{host[1..]}" : host)
                .Append("example.com");
        return [.. names.Concat(parts.Hosts.Items).Distinct(StringComparer.OrdinalIgnoreCase).Take(8)];
    }
}
