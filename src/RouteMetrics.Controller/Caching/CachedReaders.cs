using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Caching;

/// <summary>From the JSON of watched objects to as much of them as is kept.</summary>
internal static class CachedReaders
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>(StringComparer.Ordinal);

    public static NamespaceState Namespace(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var again = reader;
        var digest = ObjectDigest.OfObject(reader);
        var resource = NamespaceReader.Read(ref reader, faults);
        using var metadata = MetadataOf(again);
        return new(resource, digest)
        {
            OwnsDataplaneMode = Owns(metadata, IstioLabels.DataplaneMode),
            OwnsUseWaypoint = Owns(metadata, IstioLabels.UseWaypoint),
            IsBeingDeleted = IsBeingDeleted(metadata),
        };
    }

    /// <summary>Of the labels, which may be many, only those that name a waypoint.</summary>
    public static Digested<ServiceResource> Service(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var digest = ObjectDigest.OfObject(reader);
        var service = ServiceReader.Read(ref reader, faults);
        var labels = service.Labels.Where(static label => label.Key is IstioLabels.UseWaypoint or IstioLabels.UseWaypointNamespace).ToDictionary(StringComparer.Ordinal);
        return new(service with { Labels = labels.Count == 0 ? NoLabels : labels }, digest);
    }

    public static Digested<HttpRoute> HttpRoute(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var digest = ObjectDigest.OfObject(reader);
        return new(HttpRouteReader.Read(ref reader, faults), digest);
    }

    public static GatewayState Gateway(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var again = reader;
        var digest = ObjectDigest.OfObject(reader);
        return new(GatewayReader.Read(ref reader, faults), Marks(again), digest);
    }

    /// <summary>A WasmPlugin or a Telemetry; whatever shape its spec has.</summary>
    public static FoundObject Found(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var found = Marks(reader) with { Spec = SpecOf(reader) };
        reader.Skip();
        return found;
    }

    private static FoundObject Marks(Utf8JsonReader reader)
    {
        using var metadata = MetadataOf(reader);
        return new()
        {
            HasLabel = Label(metadata, IstioLabels.ManagedBy) == IstioLabels.Manager,
            HasManager = OurEntries(metadata).Any(),
            IsBeingDeleted = IsBeingDeleted(metadata),
            WaypointFor = Label(metadata, IstioLabels.WaypointFor),
        };
    }

    private static UInt128 SpecOf(Utf8JsonReader reader) => MoveTo(ref reader, "spec"u8) ? ObjectDigest.OfValue(ref reader) : default;

    private static JsonDocument? MetadataOf(Utf8JsonReader reader) => MoveTo(ref reader, "metadata"u8) ? JsonDocument.ParseValue(ref reader) : null;

    private static bool MoveTo(ref Utf8JsonReader reader, ReadOnlySpan<byte> field)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isField = reader.ValueTextEquals(field);
            reader.Read();
            if (isField)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool IsBeingDeleted(JsonDocument? metadata) => Member(metadata?.RootElement, "deletionTimestamp") is { ValueKind: JsonValueKind.String };

    private static string? Label(JsonDocument? metadata, string key) =>
        Member(Member(metadata?.RootElement, "labels"), key) is { ValueKind: JsonValueKind.String } label ? label.GetString() : null;

    // fieldsV1 spells a label as f:metadata, f:labels, f:<key> (structured-merge-diff fieldpath).
    private static bool Owns(JsonDocument? metadata, string label) => OurEntries(metadata)
        .Any(entry => Member(Member(Member(Member(entry, "fieldsV1"), "f:metadata"), "f:labels"), $"f:{label}") is not null);

    private static IEnumerable<JsonElement> OurEntries(JsonDocument? metadata) => Member(metadata?.RootElement, "managedFields") is { ValueKind: JsonValueKind.Array } entries
        ? entries.EnumerateArray().Where(static entry => Member(entry, "manager") is { ValueKind: JsonValueKind.String } manager && manager.ValueEquals(KubernetesApi.FieldManager))
        : [];

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var member) ? member : null;
}
