using System.Text.Json;
using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Security;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads a WasmPlugin, a TrafficExtension or a Telemetry with its whole spec, including fields that we do not know.</summary>
public static class IstioResourceReader
{
    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a WasmPlugin (extensions.istio.io/v1alpha1).</summary>
    public static IstioResource ReadWasmPlugin(ref Utf8JsonReader reader, List<ReadFault> faults) =>
        Read(ref reader, ObjectRef.WasmPlugin, faults, out _);

    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a TrafficExtension (extensions.istio.io/v1alpha1, Istio 1.30).</summary>
    public static IstioResource ReadTrafficExtension(ref Utf8JsonReader reader, List<ReadFault> faults) =>
        Read(ref reader, ObjectRef.TrafficExtension, faults, out _);

    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a Telemetry (telemetry.istio.io/v1 and v1alpha1).</summary>
    public static IstioResource ReadTelemetry(ref Utf8JsonReader reader, List<ReadFault> faults) =>
        Read(ref reader, ObjectRef.Telemetry, faults, out _);

    /// <summary>As <see cref="HttpRouteReader.Read"/>, for an AuthorizationPolicy (security.istio.io/v1).</summary>
    public static SecurityPolicy ReadAuthorizationPolicy(ref Utf8JsonReader reader, List<ReadFault> faults) =>
        SecurityPolicies.Of(Read(ref reader, ObjectRef.AuthorizationPolicy, faults, out _));

    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a RequestAuthentication (security.istio.io/v1).</summary>
    public static SecurityPolicy ReadRequestAuthentication(ref Utf8JsonReader reader, List<ReadFault> faults) =>
        SecurityPolicies.Of(Read(ref reader, ObjectRef.RequestAuthentication, faults, out _));

    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a VirtualService (networking.istio.io).</summary>
    public static VirtualServiceResource ReadVirtualService(ref Utf8JsonReader reader, List<ReadFault> faults) =>
        ForeignRoutingSpec.VirtualServiceOf(
            Read(ref reader, static key => new(ResourceType.VirtualServices.Kind, key), faults, out _));

    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a Gateway of networking.istio.io.</summary>
    public static IstioGatewayResource ReadIstioGateway(ref Utf8JsonReader reader, List<ReadFault> faults) =>
        ForeignRoutingSpec.GatewayOf(Read(ref reader, static key => new(ResourceType.IstioGateways.Kind, key), faults, out _));

    /// <summary>The same, for the kind that <paramref name="reference"/> makes, with what is known of its metadata.</summary>
    public static IstioResource Read(
        ref Utf8JsonReader reader, Func<NamespacedName, ObjectRef> reference, List<ReadFault> faults, out MetadataOutline outline)
    {
        var resource = new ObjectReader(reader);
        var (metadata, spec) = KubernetesObject.Read(ref resource, ObjectMetadata.WithLabels, SpecOf);
        resource.Finish(ref reader, faults);
        outline = metadata.Outline;
        return new(reference(new(metadata.Namespace, metadata.Name)), spec is null ? new([]) : spec.Map);
    }

    private static ReadSpec SpecOf(ref ObjectReader reader)
    {
        if (!reader.BeginObject())
        {
            return new(new([]));
        }

        var json = reader.Here;
        reader.Skip();
        return new(JsonTree.MapOf(json, IstioResource.MostValues));
    }

    // A spec that is too large is not an absent one.
    private sealed record ReadSpec(ManifestValue.Map? Map);
}
