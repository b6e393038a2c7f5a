using System.Text.Json.Nodes;

namespace RouteMetrics.Testing.Model;

/// <summary>
/// The fields of an object as server-side apply tells them apart (structured-merge-diff, fieldpath): a path joins <c>f:name</c> and, for the
/// listeners of a Gateway, which are a map by their names, <c>k:{"name":"mesh"}</c>. Every other list is one field.
/// </summary>
internal static class ModelFields
{
    private const char Separator = '\n';

    private static readonly string[] Unowned = ["apiVersion", "kind", "status"];

    private static readonly string[] OwnedMetadata = ["labels", "annotations"];

    /// <summary>Each field and its value as JSON.</summary>
    public static Dictionary<string, string> Of(JsonObject body)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in body)
        {
            if (name == "metadata")
            {
                foreach (var map in OwnedMetadata)
                {
                    foreach (var (key, text) in value?[map] as JsonObject ?? [])
                    {
                        leaves[$"f:metadata{Separator}f:{map}{Separator}f:{key}"] = text?.ToJsonString() ?? "null";
                    }
                }
            }
            else if (!Unowned.Contains(name))
            {
                Add(leaves, $"f:{name}", value);
            }
        }

        return leaves;
    }

    /// <summary>Sets the fields of <paramref name="applied"/> in <paramref name="live"/>; others stay.</summary>
    public static void Merge(JsonObject live, JsonObject applied)
    {
        foreach (var (name, value) in applied)
        {
            if (value is JsonObject map && live[name] is JsonObject into)
            {
                Merge(into, map);
            }
            else if (name == "listeners" && value is JsonArray listeners && live[name] is JsonArray known)
            {
                MergeByName(known, listeners);
            }
            else
            {
                live[name] = value?.DeepClone();
            }
        }
    }

    /// <summary>Removes a field that is there.</summary>
    public static void Remove(JsonObject from, string path) => Remove(from, path.Split(Separator));

    /// <summary>As <c>fieldsV1</c> spells a set of fields.</summary>
    public static JsonObject Fields(IEnumerable<string> paths)
    {
        var fields = new JsonObject();
        foreach (var path in paths)
        {
            var at = fields;
            foreach (var step in path.Split(Separator))
            {
                if (at[step] is not JsonObject next)
                {
                    at[step] = next = [];
                }

                at = next;
            }
        }

        return fields;
    }

    private static void Add(Dictionary<string, string> leaves, string path, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                foreach (var (name, member) in map)
                {
                    Add(leaves, $"{path}{Separator}f:{name}", member);
                }

                break;
            case JsonArray { Count: > 0 } listeners when path.EndsWith("f:listeners", StringComparison.Ordinal):
                foreach (var listener in listeners)
                {
                    Add(leaves, path + Separator + KeyOf(listener), listener);
                }

                break;
            default:
                leaves[path] = value?.ToJsonString() ?? "null";
                break;
        }
    }

    private static void MergeByName(JsonArray known, JsonArray listeners)
    {
        foreach (var listener in listeners)
        {
            if (known.FirstOrDefault(item => KeyOf(item) == KeyOf(listener)) is JsonObject same && listener is JsonObject wanted)
            {
                Merge(same, wanted);
            }
            else
            {
                known.Add(listener?.DeepClone());
            }
        }
    }

    private static void Remove(JsonNode? from, ReadOnlySpan<string> path)
    {
        var name = path[0][2..];
        if (from is JsonArray listeners)
        {
            var key = path[0];
            var item = listeners.FirstOrDefault(item => KeyOf(item) == key);
            Remove(item, path[1..]);
            _ = item is JsonObject { Count: 0 } && listeners.Remove(item);
        }
        else if (from is JsonObject map && path.Length == 1)
        {
            map.Remove(name);
        }
        else if (from is JsonObject outer)
        {
            Remove(outer[name], path[1..]);
            _ = outer[name] is JsonObject { Count: 0 } && outer.Remove(name);
        }
    }

    private static string KeyOf(JsonNode? listener) => $$"""k:{"name":"{{(string?)listener?["name"]}}"}""";
}
