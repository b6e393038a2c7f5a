using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// Requests made from one match alone: they have what it asks for, values that no match names where it asks for presence, and a method and a path segment that no
/// match names. One for each place where the match may be asked: parent, port and host.
/// </summary>
internal static class Witnesses
{
    private const string Fresh = "fresh-1";

    public static IEnumerable<Probe> Of(MatchKey key, MeshSnapshot mesh)
    {
        var route = mesh.Routes.First(route => route.Key == key.Route);
        var rule = route.Rules[key.Rule];
        var match = rule.Matches.Count == 0 ? HttpRouteMatch.Any : rule.Matches[key.Match];
        return
            from parent in route.ParentRefs
            let target = MeshGenerator.TargetOf(parent, mesh)
            from port in PortsOf(target, parent, mesh)
            from host in HostsOf(match, target)
            select new Probe(target, port, Request(match, host));
    }

    // What Envoy refuses is not sent: a fragment, a line end in a header.
    private static ReferenceRequest Request(HttpRouteMatch match, string host)
    {
        var query = string.Join('&', match.QueryParams.Select(param => $"{param.Name}={ValueOf(param.Value)}")).Replace("#", "", StringComparison.Ordinal);
        return new(
            match.Method ?? "FRESH",
            PathOf(match.Path) + (query.Length == 0 ? "" : "?" + query),
            host,
            [.. match.Headers.Where(header => !IsHost(header)).DistinctBy(header => header.Name, StringComparer.OrdinalIgnoreCase)
                .Select(header => KeyValuePair.Create(header.Name, ValueOf(Said(match, header)).Replace("\n", "", StringComparison.Ordinal)))]);
    }

    // Of two spellings of a header, that which names the value.
    private static ValueMatch Said(HttpRouteMatch match, HeaderMatch header) => match.Headers
        .Where(other => other.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase))
        .Select(static other => other.Value).OrderBy(static value => value is not ValueMatch.Exact).First();

    private static string ValueOf(ValueMatch value) => value is ValueMatch.Exact(var text) ? text : Fresh;

    private static string PathOf(PathMatch path) => path switch
    {
        PathMatch.Prefix(var prefix) => $"{prefix.TrimEnd('/')}/{Fresh}",
        PathMatch.GrpcMethod(var service, var method, _) => $"/{service ?? Fresh}/{method ?? Fresh}",
        _ => path.Value,
    };

    private static IEnumerable<int> PortsOf(Target target, ParentRef parent, MeshSnapshot mesh) => target.Kind == TargetKind.Gateway
        ? mesh.Gateways.FirstOrDefault(gateway => gateway.Key == target.Key) is { } held
            ? ReferenceGateway.PortsOf(mesh, held)
            : [parent.Port ?? 9999]
        : parent.Port is { } port ? [port] : mesh.Services.Any(service => service.Key == target.Key) ? MeshGenerator.ServicePorts : [9999];

    // A port, which no match on the header Host names, makes an authority of its own.
    private static IEnumerable<string> HostsOf(HttpRouteMatch match, Target target) => target.Kind == TargetKind.Service
        ? [match.Headers.Where(IsHost).Select(header => ValueOf(Said(match, header))).FirstOrDefault(Fresh)]
        : [.. MeshGenerator.Hostnames.Select(static name => name.Replace("*", Fresh, StringComparison.Ordinal) + ":1"), "elsewhere.test:1"];

    private static bool IsHost(HeaderMatch header) => header.Name.Equals("host", StringComparison.OrdinalIgnoreCase);
}
