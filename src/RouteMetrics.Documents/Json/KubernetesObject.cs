namespace RouteMetrics.Documents.Json;

/// <summary>What every object of Kubernetes is at its top: <c>metadata</c>, and <c>spec</c> for those that have one.</summary>
internal static class KubernetesObject
{
    public delegate T Field<out T>(ref ObjectReader reader);

    /// <summary>Reads both; absent metadata is a fault, an absent spec is null.</summary>
    public static (ObjectMetadata Metadata, TSpec? Spec) Read<TSpec>(
        ref ObjectReader reader, Field<ObjectMetadata> metadataOf, Field<TSpec> specOf)
        where TSpec : class
    {
        var offset = reader.Offset;
        ObjectMetadata? metadata = null;
        TSpec? spec = null;
        if (reader.BeginObject())
        {
            while (reader.NextField())
            {
                if (reader.Is("metadata"u8))
                {
                    metadata = metadataOf(ref reader);
                }
                else if (reader.Is("spec"u8))
                {
                    spec = specOf(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return (metadata ?? ObjectMetadata.Missing(ref reader, offset), spec);
    }
}
