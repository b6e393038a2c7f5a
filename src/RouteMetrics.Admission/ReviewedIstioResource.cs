using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Admission;

/// <summary>A WasmPlugin, a TrafficExtension or a Telemetry as a review holds it.</summary>
internal sealed record ReviewedIstioResource(IstioResource Resource, IReadOnlyList<ReadFault> Faults, MetadataOutline Metadata)
    : ReviewedObject(Faults, Metadata)
{
    public static new ReviewedIstioResource Read(ref Utf8JsonReader reader, GroupResource resource)
    {
        var faults = new List<ReadFault>();
        Func<NamespacedName, ObjectRef> kind = resource.Resource switch
        {
            "telemetries" => ObjectRef.Telemetry,
            "trafficextensions" => ObjectRef.TrafficExtension,
            _ => ObjectRef.WasmPlugin,
        };
        return new(IstioResourceReader.Read(ref reader, kind, faults, out var metadata), faults, metadata);
    }

    /// <summary>Whether an update leaves the spec, which is all that is judged, as it was.</summary>
    public static bool IsUnchanged(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Update || request.OldObject.IsEmpty)
        {
            return false;
        }

        using var now = JsonDocument.Parse(request.Object, Options);
        using var before = JsonDocument.Parse(request.OldObject, Options);
        return SpecOf(now) is { } spec && SpecOf(before) is { } old && JsonElement.DeepEquals(spec, old);
    }

    private static JsonDocumentOptions Options => new() { MaxDepth = AdmissionReviewReader.Json.MaxDepth };

    private static JsonElement? SpecOf(JsonDocument json) => json.RootElement.TryGetProperty("spec"u8, out var spec) ? spec : null;
}
