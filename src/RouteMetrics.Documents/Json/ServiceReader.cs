using System.Text.Json;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>From the JSON of a Service or ServiceEntry to what decides whether a waypoint serves it.</summary>
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

    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a ServiceEntry (networking.istio.io).</summary>
    public static ServiceResource ReadEntry(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var resource = new ObjectReader(reader);
        var result = Entry(ref resource);
        resource.Finish(ref reader, faults);
        return result;
    }

    private static ServiceResource Entry(ref ObjectReader reader)
    {
        var (metadata, spec) = KubernetesObject.Read(
            ref reader, ObjectMetadata.WithLabels, static (ref ObjectReader json) => SpecOf(ref json, "number"));
        return Of(metadata, spec) with { Hosts = spec?.Hosts ?? [] };
    }

    private static ServiceResource Service(ref ObjectReader reader)
    {
        var (metadata, spec) = KubernetesObject.Read(
            ref reader, ObjectMetadata.WithLabels, static (ref ObjectReader json) => SpecOf(ref json, "port"));
        return Of(metadata, spec) with
        {
            IsHeadless = spec?.ClusterIP == "None",
            IsExternalName = spec?.Type == "ExternalName",
        };
    }

    private static ServiceResource Of(ObjectMetadata metadata, Spec? spec) => new(new NamespacedName(metadata.Namespace, metadata.Name))
    {
        Labels = metadata.Texts,
        Ports = spec?.Ports?.ConvertAll(static port => port.Number) ?? [],
        RawPorts = spec?.Ports?.FindAll(static port => !port.MayBeHttp).ConvertAll(static port => port.Number) ?? [],
    };

    private static Spec SpecOf(ref ObjectReader reader, string numberField)
    {
        string? type = null, clusterIP = null;
        List<Port>? ports = null;
        IReadOnlyList<string>? hosts = null;
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
                    ports = Ports(ref reader, numberField);
                }
                else if (reader.Is("hosts"u8))
                {
                    hosts = reader.Texts();
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return new Spec(type, clusterIP, ports, hosts);
    }

    private static List<Port>? Ports(ref ObjectReader reader, string numberField)
    {
        if (!reader.BeginList())
        {
            return null;
        }

        var ports = new List<Port>();
        while (reader.NextItem())
        {
            if (PortOf(ref reader, numberField) is { Number: > 0 } port)
            {
                ports.Add(port);
            }
        }

        return ports;
    }

    private static Port? PortOf(ref ObjectReader reader, string numberField)
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
            if (reader.Is(numberField == "port" ? "port"u8 : "number"u8))
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
            reader.Missing(offset, numberField);
        }

        var mayBeHttp = numberField == "port"
            ? PortProtocol.MayBeHttp(port ?? 0, name, protocol, appProtocol)
            : PortProtocol.MayBeHttp(protocol);
        return port is { } number ? new(number, mayBeHttp) : null;
    }

    private sealed record Spec(string? Type, string? ClusterIP, List<Port>? Ports, IReadOnlyList<string>? Hosts);

    private sealed record Port(int Number, bool MayBeHttp);
}
