using System.Text.Json;
using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Tests.Expressions;

/// <summary>WasmPlugins and Telemetries as somebody writes them, and the findings about them, a line each.</summary>
internal static class Written
{
    /// <summary>A WasmPlugin that has nothing wrong with it beside its matches.</summary>
    public static IstioResource Plugin(string matches, string phase = "ON_REQUEST") => WasmPlugin($$$"""
        {"targetRefs": [{"group": "", "kind": "Service", "name": "reviews"}], "url": "oci://registry.example/attributegen:1", "failStrategy": "FAIL_OPEN",
         "phase": "AUTHN", "pluginConfig": {"attributes": [{"output_attribute": "istio_operationId", "phase": "{{{phase}}}", "match": {{{matches}}} }]}}
        """);

    /// <summary>One with these conditions, in order, and after them one that takes the rest.</summary>
    public static IstioResource Conditions(params string[] conditions) =>
        Plugin($"[{string.Concat(conditions.Select((condition, i) => $"{{\"value\": \"v{i}\", \"condition\": {JsonSerializer.Serialize(condition)}}},"))} {{\"value\": \"other\"}}]");

    /// <summary>A Telemetry with this label.</summary>
    public static IstioResource Label(string expression) => Telemetry($$$"""
        {"targetRefs": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "waypoint"}],
         "metrics": [{"overrides": [{"match": {"metric": "REQUEST_COUNT"}, "tagOverrides": {"operation": {"value": {{{JsonSerializer.Serialize(expression)}}} } } }]}]}
        """);

    public static IstioResource WasmPlugin(string spec) => new(ObjectRef.WasmPlugin(new("ns", "plugin")), Spec(spec));

    /// <summary>As a WasmPlugin with this spec, but of the fields of the module, which it has in <c>wasm</c>.</summary>
    public static IstioResource TrafficExtension(string spec) => new(ObjectRef.TrafficExtension(new("ns", "extension")), Spec(spec));

    public static IstioResource Telemetry(string spec) => new(ObjectRef.Telemetry(new("ns", "telemetry")), Spec(spec));

    public static string[] Findings(this IstioResource resource) =>
        [.. ExpressionPolicy.FindingsOf(resource, RouteMetricsSettings.Default).Select(finding => $"{finding.Severity.ToString().ToLowerInvariant()} {finding}")];

    public static string[] Codes(this IstioResource resource) =>
        [.. ExpressionPolicy.FindingsOf(resource, RouteMetricsSettings.Default).Select(finding => finding.Code.ToString()).Distinct()];

    private static ManifestValue.Map Spec(string json)
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
