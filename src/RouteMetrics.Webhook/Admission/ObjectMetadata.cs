using System.Text.Json;

namespace RouteMetrics.Webhook.Admission;

/// <summary>
/// What a patch has to know about the <c>metadata</c> of an object: whether it has its final name, whether the maps that are added to are there, and how
/// many bytes of annotations (keys and values, the one named to <see cref="Read"/> not counted) there are.
/// </summary>
internal readonly record struct ObjectMetadata(bool IsPresent, bool HasName, bool IsBeingDeleted, bool HasLabels, bool HasAnnotations, int AnnotationBytes)
{
    /// <summary>Reads as far as <c>metadata</c> reaches, which the API server writes before <c>spec</c>. The object is well-formed JSON.</summary>
    public static ObjectMetadata Read(ReadOnlySpan<byte> json, ReadOnlySpan<byte> uncountedAnnotation)
    {
        var reader = new Utf8JsonReader(json, AdmissionReviewReader.Json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                return reader.TokenType == JsonTokenType.StartObject ? ReadMembers(ref reader, uncountedAnnotation) : default;
            }

            reader.Skip();
        }

        return default;
    }

    private static ObjectMetadata ReadMembers(ref Utf8JsonReader reader, ReadOnlySpan<byte> uncountedAnnotation)
    {
        var metadata = new ObjectMetadata { IsPresent = true };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                metadata = metadata with { HasName = reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0 };
            }
            else if (reader.ValueTextEquals("labels"u8))
            {
                reader.Read();
                metadata = metadata with { HasLabels = reader.TokenType == JsonTokenType.StartObject };
            }
            else if (reader.ValueTextEquals("deletionTimestamp"u8))
            {
                reader.Read();
                metadata = metadata with { IsBeingDeleted = reader.TokenType != JsonTokenType.Null };
            }
            else if (reader.ValueTextEquals("annotations"u8))
            {
                reader.Read();
                var isMap = reader.TokenType == JsonTokenType.StartObject;
                metadata = metadata with { HasAnnotations = isMap, AnnotationBytes = isMap ? CountBytes(ref reader, uncountedAnnotation) : 0 };
            }

            reader.Skip();
        }

        return metadata;
    }

    // Escapes count as written, so that the figure is an upper bound of what the API server counts.
    private static int CountBytes(ref Utf8JsonReader reader, ReadOnlySpan<byte> uncounted)
    {
        var bytes = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var counts = !reader.ValueTextEquals(uncounted);
            var key = reader.ValueSpan.Length;
            reader.Read();
            bytes += counts && reader.TokenType == JsonTokenType.String ? key + reader.ValueSpan.Length : 0;
            reader.Skip();
        }

        return bytes;
    }
}
