namespace RouteMetrics.Documents.Json;

/// <summary>
/// What a patch needs to know about the <c>metadata</c> of an object: whether it has its final name, which maps exist, and how many bytes
/// the keys and values of the map take that is read (of a route, its annotations). Escapes count as written, so the figure is an upper
/// bound of what the API server counts.
/// </summary>
public readonly record struct MetadataOutline
{
    public bool IsPresent { get; init; }

    /// <summary>Not only a <c>generateName</c>.</summary>
    public bool HasName { get; init; }

    public bool IsBeingDeleted { get; init; }

    public bool HasLabels { get; init; }

    public bool HasAnnotations { get; init; }

    public int TextBytes { get; init; }

    /// <summary>With what the field says that the reader stands on.</summary>
    internal MetadataOutline With(in ObjectReader reader) => this with
    {
        IsBeingDeleted = IsBeingDeleted || (reader.Is("deletionTimestamp"u8) && !reader.IsNull),
        HasLabels = HasLabels || (reader.Is("labels"u8) && reader.IsObject),
        HasAnnotations = HasAnnotations || (reader.Is("annotations"u8) && reader.IsObject),
    };

    internal MetadataOutline WithText(int keyBytes, int valueBytes) => this with { TextBytes = TextBytes + keyBytes + valueBytes };
}
