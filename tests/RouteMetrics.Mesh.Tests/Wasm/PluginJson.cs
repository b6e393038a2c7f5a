using System.Text.Json.Nodes;

namespace RouteMetrics.Mesh.Tests.Wasm;

/// <summary>Attributegen's configuration, with the place of each condition as its value.</summary>
internal static class PluginJson
{
    public const string Attribute = "istio_operationId";

    public static JsonObject Of(IEnumerable<string> conditions, bool decidedByHost = false)
    {
        var attribute = new JsonObject
        {
            ["output_attribute"] = Attribute,
            ["phase"] = "ON_REQUEST",
            ["match"] = new JsonArray([.. conditions.Select(static (condition, index) =>
                new JsonObject { ["value"] = $"{index}", ["condition"] = condition })]),
        };
        var plugin = new JsonObject { ["attributes"] = new JsonArray(attribute) };
        if (decidedByHost)
        {
            plugin["decided_by"] = "host";
        }

        return plugin;
    }
}
