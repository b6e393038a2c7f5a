using System.Text.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>What lists and watches have in common as JSON.</summary>
internal static class WireJson
{
    /// <summary>
    /// As deep as the API server itself reads (Go's encoding/json), so that no object of a list can make the others unreadable.
    /// </summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 10_000 };

    /// <summary>Moves from an object's StartObject to the value of one of its fields; false if it has no such field.</summary>
    public static bool MoveTo(ref Utf8JsonReader json, ReadOnlySpan<byte> field)
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

    /// <summary>The string that the reader stands on; empty, and skipped, if it is none.</summary>
    public static string TextOf(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            return json.GetString() ?? "";
        }

        json.Skip();
        return "";
    }
}
