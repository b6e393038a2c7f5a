using System.Text.Json;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>From the JSON of a Service to what decides whether a waypoint serves it.</summary>
public static class ServiceReader
{
    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a Service.</summary>
    public static ServiceResource Read(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var resource = new ObjectReader(reader);
        var result = Service(ref resource);
        resource.Finish(ref reader, faults);
        return result;
    }

    private static ServiceResource Service(ref ObjectReader reader)
    {
        var (metadata, spec) = KubernetesObject.Read(ref reader, ObjectMetadata.WithLabels, SpecOf);
        return new ServiceResource(new NamespacedName(metadata.Namespace, metadata.Name))
        {
            Labels = metadata.Texts,
            Ports = spec?.Ports?.ConvertAll(static port => port.Number) ?? [],
            RawPorts = spec?.Ports?.FindAll(static port => !port.MayBeHttp).ConvertAll(static port => port.Number) ?? [],
            IsHeadless = spec?.ClusterIP == "None",
            IsExternalName = spec?.Type == "ExternalName",
        };
    }

    private static Spec SpecOf(ref ObjectReader reader)
    {
        string? type = null, clusterIP = null;
        List<Port>? ports = null;
        if (reader.BeginObject())
        {
            while (reader.NextField())
            {
                if (reader.Is("type"u8))
                {
                    type = reader.Text();
                }
                else if (reader.Is("clusterIP"u8))
                {
                    clusterIP = reader.Text();
                }
                else if (reader.Is("ports"u8))
                {
                    ports = Ports(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return new Spec(type, clusterIP, ports);
    }

    private static List<Port>? Ports(ref ObjectReader reader)
    {
        if (!reader.BeginList())
        {
            return null;
        }

        var ports = new List<Port>();
        while (reader.NextItem())
        {
            if (PortOf(ref reader) is { Number: > 0 } port)
            {
                ports.Add(port);
            }
        }

        return ports;
    }

    private static Port? PortOf(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        if (!reader.BeginObject())
        {
            return null;
        }

        int? port = null;
        string? name = null, protocol = null, appProtocol = null;
        while (reader.NextField())
        {
            if (reader.Is("port"u8))
            {
                port = reader.RequiredInteger();
            }
            else if (reader.Is("name"u8))
            {
                name = reader.Text();
            }
            else if (reader.Is("protocol"u8))
            {
                protocol = reader.Text();
            }
            else if (reader.Is("appProtocol"u8))
            {
                appProtocol = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        if (port is null)
        {
            reader.Missing(offset, "port");
        }

        return port is { } number ? new(number, PortProtocol.MayBeHttp(number, name, protocol, appProtocol)) : null;
    }

    private sealed record Spec(string? Type, string? ClusterIP, List<Port>? Ports);

    private sealed record Port(int Number, bool MayBeHttp);
}
