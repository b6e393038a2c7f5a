using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Caching;

/// <summary>Reads of watched objects what the cache keeps.</summary>
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
            OwnsDataplaneMode = OwnerMark.OwnsLabel(metadata?.RootElement, IstioLabels.DataplaneMode),
            OwnsUseWaypoint = OwnerMark.OwnsLabel(metadata?.RootElement, IstioLabels.UseWaypoint),
            IsBeingDeleted = IsBeingDeleted(metadata),
        };
    }

    /// <summary>Keeps only the labels that name a waypoint.</summary>
    public static Digested<ServiceResource> Service(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var digest = ObjectDigest.OfObject(reader);
        var service = ServiceReader.Read(ref reader, faults);
        var labels = service.Labels
            .Where(static label => label.Key is IstioLabels.UseWaypoint or IstioLabels.UseWaypointNamespace)
            .ToDictionary(StringComparer.Ordinal);
        return new(service with { Labels = labels.Count == 0 ? NoLabels : labels }, digest);
    }

    public static GatewayState Gateway(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var again = reader;
        var digest = ObjectDigest.OfObject(reader);
        return new(GatewayReader.Read(ref reader, faults), FoundOf(again), digest);
    }

    /// <summary>A WasmPlugin or a Telemetry, whatever its spec looks like.</summary>
    public static FoundObject Found(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var found = FoundOf(reader) with { Spec = SpecOf(reader) };
        reader.Skip();
        return found;
    }

    private static FoundObject FoundOf(Utf8JsonReader reader)
    {
        using var metadata = MetadataOf(reader);
        return new()
        {
            Mark = OwnerMark.Of(metadata?.RootElement),
            IsBeingDeleted = IsBeingDeleted(metadata),
            WaypointFor = OwnerMark.LabelOf(metadata?.RootElement, IstioLabels.WaypointFor),
        };
    }

    private static UInt128 SpecOf(Utf8JsonReader reader) => reader.MoveTo("spec"u8) ? ObjectDigest.OfValue(ref reader) : default;

    private static JsonDocument? MetadataOf(Utf8JsonReader reader) =>
        reader.MoveTo("metadata"u8) ? JsonDocument.ParseValue(ref reader) : null;

    private static bool IsBeingDeleted(JsonDocument? metadata) =>
        metadata?.RootElement is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty("deletionTimestamp", out var deletion)
        && deletion.ValueKind == JsonValueKind.String;
}
