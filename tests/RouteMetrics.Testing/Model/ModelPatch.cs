using System.Text.Json.Nodes;

namespace RouteMetrics.Testing.Model;

/// <summary>The operations of RFC 6902 that the program sends.</summary>
internal static class ModelPatch
{
    public static void Do(JsonObject body, JsonObject operation)
    {
        var (op, path) = ((string?)operation["op"], (string?)operation["path"] ?? "");
        var steps = path.Split('/')[1..].Select(static step => step.Replace("~1", "/").Replace("~0", "~")).ToArray();
        JsonNode? at = body;
        foreach (var step in steps[..^1])
        {
            at = at is JsonArray list ? list[int.Parse(step)] : at?[step];
        }

        var value = operation["value"]?.DeepClone();
        var last = steps[^1];
        var isThere = at is JsonObject known ? known.ContainsKey(last) : at is JsonArray items && int.Parse(last) < items.Count;
        switch (op, at)
        {
            case ("remove", JsonObject map) when isThere:
                map.Remove(last);
                break;
            case ("remove", JsonArray list) when isThere:
                list.RemoveAt(int.Parse(last));
                break;
            case ("replace", JsonObject map) when isThere:
                map[last] = value;
                break;
            case ("add", JsonObject map):
                map[last] = value;
                break;
            default:
                throw new ModelRefusal(422, "Invalid", $"the server rejected our request due to an error in our request: {op} {path}");
        }
    }
}
