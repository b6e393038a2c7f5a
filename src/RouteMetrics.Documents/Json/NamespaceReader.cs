using System.Text.Json;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>From the JSON of a Namespace to its name, its labels, and what tells whether it is enrolled.</summary>
public static class NamespaceReader
{
    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a Namespace.</summary>
    public static NamespaceResource Read(ref Utf8JsonReader reader, List<ReadFault> faults) => Read(ref reader, faults, out _);

    /// <summary>The same, with what a patch has to know.</summary>
    public static NamespaceResource Read(ref Utf8JsonReader reader, List<ReadFault> faults, out MetadataOutline outline)
    {
        var resource = new ObjectReader(reader);
        var result = Namespace(ref resource, out outline);
        resource.Finish(ref reader, faults);
        return result;
    }

    private static NamespaceResource Namespace(ref ObjectReader reader, out MetadataOutline outline)
    {
        var offset = reader.Offset;
        ObjectMetadata? metadata = null;
        if (reader.BeginObject())
        {
            while (reader.NextField())
            {
                if (reader.Is("metadata"u8))
                {
                    metadata = ObjectMetadata.WithLabelsAndAnnotations(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        metadata ??= ObjectMetadata.Missing(ref reader, offset);
        outline = metadata.Outline;
        return new NamespaceResource(metadata.Name, metadata.Texts)
        {
            Created = metadata.CreationTimestamp,
            Annotations = metadata.Annotations,
        };
    }
}
