using System.Text.Json;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads the Gateway and the listeners of a ListenerSet (gateway-api apis/v1/listenerset_types.go).</summary>
public static class ListenerSetReader
{
    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a ListenerSet.</summary>
    public static ListenerSetResource Read(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var resource = new ObjectReader(reader);
        var result = ListenerSet(ref resource);
        resource.Finish(ref reader, faults);
        return result;
    }

    private static ListenerSetResource ListenerSet(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        var (metadata, spec) = KubernetesObject.Read(ref reader, ObjectMetadata.WithLabels, SpecOf);
        if (spec is null)
        {
            reader.Missing(offset, "spec");
        }

        var parent = (spec?.Parent ?? new()).ToParentRef(metadata.Namespace);
        return new ListenerSetResource(new(metadata.Namespace, metadata.Name), parent.Key)
        {
            CreationTimestamp = metadata.CreationTimestamp,

            // Of another parent it is none of ours.
            Listeners = parent.IsGateway ? spec?.Listeners ?? [] : [],
        };
    }

    private static Spec SpecOf(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        ParentRefReader.Fields? parent = null;
        IReadOnlyList<Listener>? listeners = null;
        if (reader.BeginRequiredObject())
        {
            while (reader.NextField())
            {
                if (reader.Is("parentRef"u8))
                {
                    parent = ParentRefReader.Read(ref reader);
                }
                else if (reader.Is("listeners"u8))
                {
                    listeners = reader.List(ListenerReader.ReadEntry);
                }
                else
                {
                    reader.Skip();
                }
            }

            if (parent is null)
            {
                reader.Missing(offset, "parentRef");
            }
        }

        return new Spec(parent, listeners);
    }

    private sealed record Spec(ParentRefReader.Fields? Parent, IReadOnlyList<Listener>? Listeners);
}
