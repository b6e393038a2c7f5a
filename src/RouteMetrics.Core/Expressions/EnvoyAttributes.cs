using System.Collections.Frozen;

namespace RouteMetrics.Core.Expressions;

/// <summary>Envoy's CEL attributes and their types (attributes.rst, expr/context.cc). Roots without a table hold anything.</summary>
internal static class EnvoyAttributes
{
    private const CelType Text = CelType.String;

    private static readonly FrozenDictionary<string, CelType> Request = Table(
        ("path", Text), ("url_path", Text), ("host", Text), ("scheme", Text), ("method", Text), ("headers", CelType.Map),
        ("referer", Text), ("useragent", Text), ("time", CelType.Timestamp), ("id", Text), ("protocol", Text), ("query", Text),
        ("duration", CelType.Duration), ("size", CelType.Int),
        ("total_size", CelType.Int), ("headers_bytes", CelType.Int));

    private static readonly FrozenDictionary<string, CelType> Response = Table(
        ("code", CelType.Int), ("code_details", Text), ("flags", CelType.Int), ("grpc_status", CelType.Int), ("headers", CelType.Map),
        ("trailers", CelType.Map),
        ("size", CelType.Int), ("total_size", CelType.Int), ("backend_latency", CelType.Duration), ("headers_bytes", CelType.Int));

    private static readonly FrozenDictionary<string, CelType> Peer = Table(("address", Text), ("port", CelType.Int));

    private static readonly (string, CelType)[] Tls =
    [
        ("mtls", CelType.Bool), ("requested_server_name", Text), ("tls_version", Text), ("subject_local_certificate", Text),
        ("subject_peer_certificate", Text),
        ("dns_san_local_certificate", Text), ("dns_san_peer_certificate", Text), ("uri_san_local_certificate", Text),
        ("uri_san_peer_certificate", Text),
        ("sha256_peer_certificate_digest", Text),
    ];

    private static readonly FrozenDictionary<string, CelType> Connection = Table(
        [.. Tls, ("id", CelType.Uint), ("termination_details", Text), ("transport_failure_reason", Text)]);

    private static readonly FrozenDictionary<string, CelType> Upstream = Table(
        [.. Tls, ("address", Text), ("port", CelType.Int), ("local_address", Text), ("transport_failure_reason", Text),
        ("request_attempt_count", CelType.Uint), ("cx_pool_ready_duration", CelType.Duration), ("locality", CelType.Unknown),
        ("num_endpoints", CelType.Int), ("id", CelType.Unknown)]);

    private static readonly FrozenDictionary<string, CelType> Xds = Table(
        ("node", CelType.Unknown), ("cluster_name", Text), ("cluster_metadata", CelType.Unknown), ("listener_direction", CelType.Int),
        ("listener_metadata", CelType.Unknown), ("route_name", Text), ("route_metadata", CelType.Unknown), ("virtual_host_name", Text),
        ("virtual_host_metadata", CelType.Unknown), ("upstream_host_metadata", CelType.Unknown),
        ("upstream_host_locality_metadata", CelType.Unknown),
        ("filter_chain_name", Text));

    /// <summary>The roots of every proxy.</summary>
    public static readonly IReadOnlyList<string> Roots =
        [
            "request", "response", "source", "destination", "connection", "upstream", "xds", "metadata", "filter_state",
            "upstream_filter_state"];

    public static bool IsRoot(string name) => Roots.Contains(name, StringComparer.Ordinal);

    /// <summary>Names that stand for types: <c>type(x) == string</c>.</summary>
    public static bool IsTypeName(string name) =>
        name is "bool" or "bytes" or "double" or "int" or "list" or "map" or "null_type" or "string" or "type" or "uint" or "google";

    /// <summary>Names that only modules know (Envoy's wasm/context.cc), or that an earlier attribute of the module has set.</summary>
    public static bool IsOfModules(string name) =>
        name.StartsWith("istio_", StringComparison.Ordinal)
        || name is "plugin_name" or "plugin_root_id" or "plugin_vm_id" or "connection_id" or "node" or "listener_direction"
            or "listener_metadata";

    /// <summary>The fields of a root; null where they are not known.</summary>
    public static IReadOnlyDictionary<string, CelType>? FieldsOf(string root) => root switch
    {
        "request" => Request,
        "response" => Response,
        "source" or "destination" => Peer,
        "connection" => Connection,
        "upstream" => Upstream,
        "xds" => Xds,
        _ => null,
    };

    /// <summary>Lower-case headers every measured request has: pseudo headers, and what the connection manager itself sets.</summary>
    public static bool IsAlwaysThere(string header) => header.StartsWith(':') || header is "host" or "x-request-id" or "x-forwarded-proto";

    private static FrozenDictionary<string, CelType> Table(params ReadOnlySpan<(string Name, CelType Type)> fields)
    {
        var table = new Dictionary<string, CelType>(StringComparer.Ordinal);
        foreach (var (name, type) in fields)
        {
            table.Add(name, type);
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
