using System.Text.Json;

namespace RouteMetrics.Documents.Json;

/// <summary>Finds a field without reading the others.</summary>
public static class JsonFields
{
    /// <summary>Moves from an object's StartObject to the value of a field; false, and at the object's end, if there is none.</summary>
    public static bool MoveTo(this ref Utf8JsonReader json, ReadOnlySpan<byte> field)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isField = json.ValueTextEquals(field);
            json.Read();
            if (isField)
            {
                return true;
            }

            json.Skip();
        }

        return false;
    }
}
