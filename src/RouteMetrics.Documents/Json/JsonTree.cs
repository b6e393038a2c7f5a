using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>
/// Any JSON as a tree. Null is an absent field, as for the API server and protobuf. Objects and lists that lie too deep are empty: nothing
/// that is judged is there, and neither reading nor walking the tree should take the stack that 10,000 levels do.
/// </summary>
internal ref struct JsonTree
{
    /// <summary>The deepest that is judged, a label of a Telemetry or a condition in a TrafficExtension, is on level 7.</summary>
    public const int MaxDepth = 64;

    private Utf8JsonReader reader;
    private int left;
    private int deepest;

    /// <summary>The object at whose start the reader is; null if it has more than <paramref name="most"/> values.</summary>
    public static ManifestValue.Map? MapOf(Utf8JsonReader reader, int most)
    {
        var tree = new JsonTree { reader = reader, left = most, deepest = reader.CurrentDepth + MaxDepth };
        var map = tree.Map();
        return tree.left < 0 ? null : map;
    }

    private ManifestValue.Map Map()
    {
        var entries = new List<KeyValuePair<string, ManifestValue>>();
        while (left >= 0 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = TextOf(reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
            {
                entries.Add(new(name, Value()));
            }
        }

        return new(entries);
    }

    private ManifestValue Value()
    {
        left--;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        if (reader.CurrentDepth >= deepest && (isObject || reader.TokenType == JsonTokenType.StartArray))
        {
            reader.TrySkip();
            return isObject ? new ManifestValue.Map([]) : new ManifestValue.List([]);
        }

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Map(),
            JsonTokenType.StartArray => List(),
            JsonTokenType.True or JsonTokenType.False => new ManifestValue.Flag(reader.GetBoolean()),
            // Nothing that is judged depends on more of a number than that it is one.
            JsonTokenType.Number => new ManifestValue.Number(reader.TryGetInt64(out var number) ? number : 0),
            JsonTokenType.Null => new ManifestValue.Text(""),
            _ => new ManifestValue.Text(TextOf(reader)),
        };
    }

    private ManifestValue.List List()
    {
        var items = new List<ManifestValue>();
        while (left >= 0 && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Value());
        }

        return new(items);
    }

    // Half of a surrogate pair cannot be decoded. As it is written it is no CEL either, and is told to be none.
    private static string TextOf(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }
}
