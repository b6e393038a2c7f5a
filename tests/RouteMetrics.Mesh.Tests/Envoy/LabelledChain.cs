using System.Net;
using System.Text.Json.Nodes;

namespace RouteMetrics.Mesh.Tests.Envoy;

/// <summary>A filter chain to serve, and the configuration of the module in it.</summary>
/// <param name="Name">What <c>xds.filter_chain_name</c> gives.</param>
/// <param name="Options">Of the connection manager, in Envoy's JSON.</param>
/// <param name="RouteOptions">Of the route configuration.</param>
/// <param name="VirtualHosts">Without actions: each route answers by itself.</param>
/// <param name="PluginConfigs">As in WasmPlugins, one filter each and in this order; none for a chain without the module.</param>
internal sealed record LabelledChain(
    IPEndPoint Address, string Name, JsonObject Options, JsonObject RouteOptions, JsonArray VirtualHosts, IReadOnlyList<string> PluginConfigs)
{
    /// <summary>Envoy's format string for the label.</summary>
    public const string LabelFormat = "%FILTER_STATE(wasm.istio_operationId:PLAIN)%";

    /// <summary>What every answer says, in Envoy's format strings: what was decided, as a route name and a label on a line each reads it.</summary>
    public string Answer { get; init; } = $"%ROUTE_NAME%\n{LabelFormat}\n";

    /// <summary>A request with this header is answered with the label alone, whatever the others get; null for no such header.</summary>
    public string? HeaderToShowLabel { get; init; }
}
