using System.Text.Json;
using RouteMetrics.Core.Manifests;
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
        var managed = resource with
        {
            OwnedLabels = OwnerMark.OwnedLabels(metadata?.RootElement),
            OthersLabels = OwnerMark.OthersLabels(metadata?.RootElement),
        };
        return new(managed, digest) { IsBeingDeleted = IsBeingDeleted(metadata) };
    }

    /// <summary>Keeps only the labels that name a waypoint.</summary>
    public static Digested<ServiceResource> Service(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var digest = ObjectDigest.OfObject(reader);
        return Kept(ServiceReader.Read(ref reader, faults), digest);
    }

    /// <summary>Keeps only the labels that name a waypoint.</summary>
    public static Digested<ServiceResource> ServiceEntry(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var digest = ObjectDigest.OfObject(reader);
        return Kept(ServiceReader.ReadEntry(ref reader, faults), digest);
    }

    private static Digested<ServiceResource> Kept(ServiceResource service, UInt128 digest)
    {
        var labels = service.Labels
            .Where(static label => label.Key is IstioLabels.UseWaypoint or IstioLabels.UseWaypointNamespace
                or CanaryLabels.UseWaypoint or CanaryLabels.UseWaypointNamespace)
            .ToDictionary(StringComparer.Ordinal);
        return new(service with { Labels = labels.Count == 0 ? NoLabels : labels }, digest);
    }

    public static GatewayState Gateway(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var again = reader;
        var digest = ObjectDigest.OfObject(reader);
        return new(GatewayReader.Read(ref reader, faults), FoundOf(again), digest);
    }

    public static Digested<ListenerSetResource> ListenerSet(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var digest = ObjectDigest.OfObject(reader);
        return new(ListenerSetReader.Read(ref reader, faults), digest);
    }

    /// <summary>Whatever its spec looks like.</summary>
    public static AttachedState WasmPlugin(ref Utf8JsonReader reader, List<ReadFault> faults) => Attached(ref reader, ObjectRef.WasmPlugin);

    /// <summary>Whatever its spec looks like.</summary>
    public static AttachedState TrafficExtension(ref Utf8JsonReader reader, List<ReadFault> faults) =>
        Attached(ref reader, ObjectRef.TrafficExtension);

    /// <summary>Whatever its spec looks like.</summary>
    public static AttachedState Telemetry(ref Utf8JsonReader reader, List<ReadFault> faults) => Attached(ref reader, ObjectRef.Telemetry);

    private static AttachedState Attached(ref Utf8JsonReader reader, Func<NamespacedName, ObjectRef> reference)
    {
        var json = reader;
        var spec = SpecOf(reader);
        var found = FoundOf(reader);
        var resource = IstioResourceReader.Read(ref reader, reference, [], out _);
        found = found with
        {
            Spec = spec,
            Module = found.IsMarked && resource.Object.Kind == ResourceType.WasmPlugins.Kind ? WasmPluginManifest.ModuleOf(resource.Spec) : null,
        };
        return new(AttachedObjectReader.Of(resource, json) with { IsOurs = found.IsMarked }, found);
    }

    private static FoundObject FoundOf(Utf8JsonReader reader)
    {
        using var metadata = MetadataOf(reader);
        return new()
        {
            Mark = OwnerMark.Of(metadata?.RootElement),
            IsBeingDeleted = IsBeingDeleted(metadata),
            Created = CreatedOf(metadata),
            WaypointFor = OwnerMark.LabelOf(metadata?.RootElement, IstioLabels.WaypointFor),
        };
    }

    public static Digested<SecurityPolicy> AuthorizationPolicy(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var digest = ObjectDigest.OfObject(reader);
        return new(IstioResourceReader.ReadAuthorizationPolicy(ref reader, faults), digest);
    }

    public static Digested<SecurityPolicy> RequestAuthentication(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var digest = ObjectDigest.OfObject(reader);
        return new(IstioResourceReader.ReadRequestAuthentication(ref reader, faults), digest);
    }

    private static UInt128 SpecOf(Utf8JsonReader reader) => reader.MoveTo("spec"u8) ? ObjectDigest.OfValue(ref reader) : default;

    private static JsonDocument? MetadataOf(Utf8JsonReader reader) =>
        reader.MoveTo("metadata"u8) ? JsonDocument.ParseValue(ref reader) : null;

    private static DateTimeOffset? CreatedOf(JsonDocument? metadata) =>
        metadata?.RootElement is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty("creationTimestamp", out var created)
        && created.ValueKind == JsonValueKind.String
        && created.TryGetDateTimeOffset(out var time)
            ? time
            : null;

    private static bool IsBeingDeleted(JsonDocument? metadata) =>
        metadata?.RootElement is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty("deletionTimestamp", out var deletion)
        && deletion.ValueKind == JsonValueKind.String;
}
