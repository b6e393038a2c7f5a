using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Manifests;

namespace RouteMetrics.Cluster.Istio;

/// <summary>JSON of no known shape as a tree. Null is no field, as to the API server and to protobuf. The depth is bounded by the reader's own.</summary>
internal static class JsonTree
{
    /// <summary>Reads the object on whose start the reader stands, and leaves it on its end.</summary>
    public static ManifestValue.Map MapOf(ref Utf8JsonReader reader)
    {
        var entries = new List<KeyValuePair<string, ManifestValue>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = TextOf(reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
            {
                entries.Add(new(name, ValueOf(ref reader)));
            }
        }

        return new(entries);
    }

    private static ManifestValue ValueOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => MapOf(ref reader),
        JsonTokenType.StartArray => ListOf(ref reader),
        JsonTokenType.True or JsonTokenType.False => new ManifestValue.Flag(reader.GetBoolean()),
        // Nothing that is judged depends on more of a number than that it is one.
        JsonTokenType.Number => new ManifestValue.Number(reader.TryGetInt64(out var number) ? number : 0),
        _ => new ManifestValue.Text(TextOf(reader)),
    };

    private static ManifestValue.List ListOf(ref Utf8JsonReader reader)
    {
        var items = new List<ManifestValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(reader.TokenType == JsonTokenType.Null ? new ManifestValue.Text("") : ValueOf(ref reader));
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
