using System.Text.Json;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Documents.Files;

/// <summary>The <c>apiVersion</c> and <c>kind</c> of an object; null where absent.</summary>
internal sealed record ObjectType(string? ApiVersion, string? Kind)
{
    /// <summary>What an item of a list of this type is unless it says otherwise: API servers leave it out.</summary>
    public ObjectType OfItems => Kind == "List" ? new(null, null) : new(ApiVersion, Kind?[..^"List".Length]);

    public bool IsList => Kind?.EndsWith("List", StringComparison.Ordinal) == true;

    /// <summary>Reads ahead in the current object; <paramref name="items"/> then stands on its list of items, if any.</summary>
    public static ObjectType Of(Utf8JsonReader json, ObjectType inherited, List<ReadFault> faults, ref Utf8JsonReader items)
    {
        var reader = new ObjectReader(json);
        string? apiVersion = null, kind = null;
        _ = reader.BeginObject();
        while (reader.NextField())
        {
            if (reader.Is("apiVersion"u8))
            {
                apiVersion = reader.Text();
            }
            else if (reader.Is("kind"u8))
            {
                kind = reader.Text();
            }
            else
            {
                items = reader.Is("items"u8) ? reader.Here : items;
                reader.Skip();
            }
        }

        reader.Finish(ref json, faults);
        return new(apiVersion ?? inherited.ApiVersion, kind ?? inherited.Kind);
    }
}
