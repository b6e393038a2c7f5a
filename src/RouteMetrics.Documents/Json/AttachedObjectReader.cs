using System.Globalization;
using System.Text.Json;
using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads a WasmPlugin, a TrafficExtension or a Telemetry as one of the objects that act on a proxy.</summary>
public static class AttachedObjectReader
{
    /// <summary>
    /// Of a resource that was read before, with what the metadata of its JSON says: its age, and whether it is ours or given up to us. Our
    /// field manager is not asked for: what <c>kubectl get</c> prints has none.
    /// </summary>
    public static AttachedObject Of(IstioResource resource, Utf8JsonReader json)
    {
        var item = AttachedSpec.Of(resource);
        if (!json.MoveTo("metadata"u8) || json.TokenType != JsonTokenType.StartObject)
        {
            return item;
        }

        using var document = JsonDocument.ParseValue(ref json);
        var metadata = document.RootElement;
        return item with
        {
            CreationTimestamp = TimeOf(metadata),
            IsOurs = TextIn(metadata, "labels", IstioLabels.ManagedBy) == IstioLabels.Manager,
            IsGivenUp = TextIn(metadata, "annotations", AttachedObject.AdoptAnnotation) == "true",
        };
    }

    private static DateTimeOffset? TimeOf(JsonElement metadata) =>
        metadata.TryGetProperty("creationTimestamp", out var created)
        && created.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParse(created.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private static string? TextIn(JsonElement metadata, string map, string key) =>
        metadata.TryGetProperty(map, out var texts)
        && texts.ValueKind == JsonValueKind.Object
        && texts.TryGetProperty(key, out var text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
