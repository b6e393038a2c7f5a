using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Explain;

/// <summary>
/// A request as an Istio Gateway sees it when it chooses a route. A Gateway is an edge: it takes the address of its peer for the client
/// (istio gateway.go UseRemoteAddress, no trusted proxies), so it replaces what only a proxy in front could know (Envoy
/// conn_manager_utility.cc mutateRequestHeaders). Waypoints are none and replace nothing. <paramref name="Refusal"/> says why no route is
/// chosen at all; null if one is.
/// </summary>
internal sealed record EdgeRequest(ProxyRequest Seen, IReadOnlyList<string> Notes, string? Refusal)
{
    private const string ForwardedProto = "x-forwarded-proto";
    private const string ForwardedFor = "x-forwarded-for";
    private const string RequestId = "x-request-id";
    private const string ClientCertificate = "x-forwarded-client-cert";

    /// <summary>Stands for any client (RFC 5737), which nothing on the command line tells.</summary>
    private const string SomeClient = "192.0.2.1";

    /// <summary>Stands for the id that the Gateway makes.</summary>
    private const string SomeId = "00000000-0000-4000-8000-000000000000";

    public static EdgeRequest Of(ProxyRequest request, Target target, MeshSnapshot snapshot)
    {
        if (target.IsAtWaypoint)
        {
            return new(request, [], null);
        }

        var notes = new List<string>();
        if (snapshot.Gateway(target.Key) is { } gateway)
        {
            request = AtListener(request, gateway, notes);
            if (RefusalOf(request, gateway) is { } refusal)
            {
                return new(request, [], refusal);
            }
        }

        return new(request with { Headers = [.. Replaced(request, notes)] }, notes, null);
    }

    // A URL without a port means 80 or 443, which a load balancer may map to the only listener of its kind.
    private static ProxyRequest AtListener(ProxyRequest request, GatewayResource gateway, List<string> notes)
    {
        var isNamed = RequestAuthority.Split(request.Authority).Port is not null || request.Port != (IsTls(request) ? 443 : 80);
        int[] ports = [.. PortsOf(gateway, IsTls(request)).Distinct()];
        if (isNamed || ports is not [var only] || only == request.Port)
        {
            return request;
        }

        notes.Add($"the request names no port; {only} is taken, the only {Kind(request)} port of Gateway {gateway.Key}");
        return request with { Port = only, IsPortAssumed = false };
    }

    private static string? RefusalOf(ProxyRequest request, GatewayResource gateway)
    {
        if (PortsOf(gateway, IsTls(request)).Contains(request.Port))
        {
            return null;
        }

        if (PortsOf(gateway, !IsTls(request)).Contains(request.Port))
        {
            return IsTls(request)
                ? $"Gateway {gateway.Key} listens on port {request.Port} in plain HTTP, and Envoy refuses https there; if something in " +
                    "front ends TLS, the Gateway sees http: explain that URL"
                : $"Gateway {gateway.Key} listens on port {request.Port} with TLS, and Envoy refuses plain HTTP there; " +
                    "explain the https URL";
        }

        var ports = string.Join(", ", gateway.Listeners.Where(ListenerAttachment.IsHttp)
            .Select(static listener => $"{listener.Port} ({listener.Protocol})").Distinct(StringComparer.Ordinal));
        return $"Gateway {gateway.Key} has no listener on port {request.Port}, only {(ports.Length == 0 ? "none for HTTP" : ports)}";
    }

    private static IEnumerable<int> PortsOf(GatewayResource gateway, bool tls) => gateway.Listeners
        .Where(listener => listener.Protocol == (tls ? "HTTPS" : "HTTP"))
        .Select(static listener => listener.Port);

    private static IEnumerable<KeyValuePair<string, string>> Replaced(ProxyRequest request, List<string> notes)
    {
        var gone = new SortedSet<string>(StringComparer.Ordinal);
        var clients = new List<string>();
        foreach (var (name, value) in request.Headers)
        {
            var key = name.ToLowerInvariant();
            if (key is ForwardedProto or RequestId or ClientCertificate || key.StartsWith("x-envoy-", StringComparison.Ordinal))
            {
                gone.Add(key);
            }
            else if (key == ForwardedFor)
            {
                clients.Add(value);
            }
            else
            {
                yield return new(name, value);
            }
        }

        yield return new(ForwardedProto, request.Scheme);
        yield return new(ForwardedFor, string.Join(',', clients.Append(SomeClient)));
        yield return new(RequestId, SomeId);
        if (gone.Count > 0)
        {
            notes.Add(
                $"before it chooses a route, a Gateway replaces what the client sent as {string.Join(", ", gone)}: "
                + $"{ForwardedProto} is {request.Scheme} here, by the listener; {RequestId} is new, the others are gone");
        }

        if (clients.Count > 0)
        {
            notes.Add($"a Gateway adds the address of its peer to {ForwardedFor}; {SomeClient} stands for it here");
        }
    }

    private static bool IsTls(ProxyRequest request) => request.Scheme == "https";

    private static string Kind(ProxyRequest request) => IsTls(request) ? "HTTPS" : "plain HTTP";
}
