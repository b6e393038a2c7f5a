using System.Text.Json;
using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Conflicts;

/// <summary>Hand-written objects beside the routes of Service <c>ns/svc</c> and Gateway <c>ns/gw</c>, and what becomes of ours.</summary>
internal static class Others
{
    public const string ToService = """[{"group": "", "kind": "Service", "name": "svc"}]""";
    public const string ToWaypoint = """[{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "ns-waypoint"}]""";
    public const string ToGateway = """[{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "gw"}]""";
    public const string ToClass = """[{"group": "gateway.networking.k8s.io", "kind": "GatewayClass", "name": "istio-waypoint"}]""";

    public const string Config =
        """{"attributes": [{"output_attribute": "istio_operationId", "phase": "ON_REQUEST", "match": [{"value": "theirs", "condition": "true"}]}]}""";

    public static readonly HttpRoute ServiceRoute = Some.Route("of-svc", Some.Service("svc"), Some.Exact("/x", "GET")).At(100);
    public static readonly HttpRoute GatewayRoute = Some.Route("of-gw", Some.Gateway("gw"), Some.Exact("/x", "GET")).At(100);

    public static AttachedObject Of(string kind, string ns, string name, string spec, int second = 1) =>
        AttachedSpec.Of(new(new(kind, new(ns, name)), SpecOf(spec))) with { CreationTimestamp = DateTimeOffset.UnixEpoch.AddSeconds(second) };

    /// <summary>A WasmPlugin of attributegen with these further fields.</summary>
    public static AttachedObject Plugin(string fields, string ns = "ns", string name = "theirs") =>
        Of("WasmPlugin", ns, name, $"{{{fields}{(fields.Length > 0 ? ", " : "")}\"url\": \"oci://x\", \"pluginConfig\": {Config}}}");

    /// <summary>A Telemetry that has this override, and these further fields.</summary>
    public static AttachedObject Telemetry(string fields, string overrides, string ns = "ns", string name = "theirs", int second = 1) =>
        Of("Telemetry", ns, name, $"{{{fields}{(fields.Length > 0 ? ", " : "")}\"metrics\": [{{\"overrides\": [{overrides}]}}]}}", second);

    public static MeshSnapshot Mesh(HttpRoute route, params IReadOnlyList<AttachedObject> attached) => new() { Routes = [route], Attached = attached };

    /// <summary>Whose conflicts hold the target of the route, <c>Kind ns/name</c> each; empty if it is measured.</summary>
    public static string HeldBy(HttpRoute route, params IReadOnlyList<AttachedObject> attached) => HeldBy(Mesh(route, attached));

    public static string HeldBy(MeshSnapshot mesh) => string.Join(
        ", ", RoutePlan.Of(mesh, Some.Defaults).Held.SelectMany(held => held.Conflicts).Select(conflict => $"{conflict.Kind} {conflict.Theirs}"));

    private static ManifestValue.Map SpecOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return (ManifestValue.Map)Tree(document.RootElement);
    }

    private static ManifestValue Tree(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new ManifestValue.Map([.. json.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, Tree(field.Value)))]),
        JsonValueKind.Array => new ManifestValue.List([.. json.EnumerateArray().Select(Tree)]),
        JsonValueKind.String => new ManifestValue.Text(json.GetString()!),
        JsonValueKind.Number => new ManifestValue.Number(json.GetInt64()),
        _ => new ManifestValue.Flag(json.GetBoolean()),
    };
}
