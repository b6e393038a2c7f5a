using System.Text.Json;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>What lists and watches have in common as JSON.</summary>
internal static class WireJson
{
    /// <summary>As deep as an object can be, so that none of a list can make the others unreadable.</summary>
    public static JsonReaderOptions Options => JsonDepth.Wrapped;

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
