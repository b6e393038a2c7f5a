using System.Text.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>What lists and watches have in common as JSON.</summary>
internal static class WireJson
{
    /// <summary>
    /// As deep as the API server itself reads (Go's encoding/json), so that no object of a list can make the others unreadable.
    /// </summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 10_000 };

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
