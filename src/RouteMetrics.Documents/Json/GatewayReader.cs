using System.Text.Json;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads the class and listeners of a Gateway, with the defaults of the CRD (gateway-api apis/v1/gateway_types.go).</summary>
public static class GatewayReader
{
    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a Gateway.</summary>
    public static GatewayResource Read(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var resource = new ObjectReader(reader);
        var result = Gateway(ref resource);
        resource.Finish(ref reader, faults);
        return result;
    }

    private static GatewayResource Gateway(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        var (metadata, spec) = KubernetesObject.Read(ref reader, ObjectMetadata.WithLabels, SpecOf);
        var className = spec is null ? reader.Missing(offset, "spec") : spec.ClassName;
        return new GatewayResource(new NamespacedName(metadata.Namespace, metadata.Name), className) { Listeners = spec?.Listeners ?? [] };
    }

    private static Spec SpecOf(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        string? className = null;
        IReadOnlyList<Listener>? listeners = null;
        if (!reader.BeginRequiredObject())
        {
            return new Spec("", null);
        }

        while (reader.NextField())
        {
            if (reader.Is("gatewayClassName"u8))
            {
                className = reader.RequiredText();
            }
            else if (reader.Is("listeners"u8))
            {
                listeners = reader.List(ListenerReader.Read);
            }
            else
            {
                reader.Skip();
            }
        }

        return new Spec(className ?? reader.Missing(offset, "gatewayClassName"), listeners);
    }

    private sealed record Spec(string ClassName, IReadOnlyList<Listener>? Listeners);
}
