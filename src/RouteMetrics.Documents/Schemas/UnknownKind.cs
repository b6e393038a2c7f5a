using RouteMetrics.Core.Texts;

namespace RouteMetrics.Documents.Schemas;

/// <summary>Kinds that do not exist, but nearly are one of those that are looked for.</summary>
internal static class UnknownKind
{
    // Of the groups that are near, what exists beside them.
    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "TCPRoute", "TLSRoute", "UDPRoute", "GRPCRoute", "HTTPRoute", "ListenerSet", "XListenerSet", "ReferenceGrant", "BackendTLSPolicy",
        "GatewayClass", "Gateway", "ServiceEntry", "ServiceAccount", "ServiceMonitor", "Service", "Namespace", "Telemetry", "WasmPlugin",
        "TrafficExtension", "AuthorizationPolicy", "RequestAuthentication", "PeerAuthentication", "Role", "Secret", "Node", "Device",
        "VirtualService", "VirtualServer", "HTTPProxy", "HTTPRouteFilter", "HTTPFilter", "HTTPHealthCheck", "HTTPScaledObject",
        "IngressRoute",
    };

    /// <summary>What is wrong with the type of an object that is not looked into: path, word and fix; null if nothing is.</summary>
    public static (string Path, string Value, string Fix)? Of(
        string? apiVersion, string? kind, IReadOnlyDictionary<string, string[]> versions)
    {
        if (kind is null)
        {
            return null;
        }

        if (versions.TryGetValue(kind, out var known))
        {
            return apiVersion is { } version && (IsNearGroup(version, known[0]) || IsWrongGroup(kind, version, known[0]))
                ? ("apiVersion", version, $"did you mean {known[0]}?")
                : null;
        }

        if (Others.Contains(kind) || NearWord.Of(kind, versions.Keys.Order(StringComparer.Ordinal)) is not { } near)
        {
            return null;
        }

        // A kind of a group that has nothing to do with ours exists there.
        var wanted = versions[near];
        return apiVersion is null || IsNearGroup(apiVersion, wanted[0]) || GroupOf(apiVersion) == GroupOf(wanted[0])
            ? ("kind", kind, $"did you mean {near}?")
            : null;
    }

    private static bool IsNearGroup(string apiVersion, string known) =>
        GroupOf(known) is { Length: > 0 } group
        && GroupOf(apiVersion) is { Length: > 0 } written
        && written != group
        && NearWord.Of(written, [group]) is not null;

    // Whose domain is not known may have the kind, as Linkerd has an HTTPRoute, and Higress a WasmPlugin.
    private static bool IsWrongGroup(string kind, string apiVersion, string known) =>
        GroupOf(apiVersion) is var written
        && (written != GroupOf(known) || written.Length == 0)
        && (!written.Contains('.', StringComparison.Ordinal)
            || written.EndsWith("k8s.io", StringComparison.Ordinal)
            || written.EndsWith("istio.io", StringComparison.Ordinal))
        && (kind, written) is not ("Gateway", "networking.istio.io");

    private static string GroupOf(string apiVersion) =>
        apiVersion.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? apiVersion[..slash] : "";
}
