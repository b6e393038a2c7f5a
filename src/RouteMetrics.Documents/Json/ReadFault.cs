namespace RouteMetrics.Documents.Json;

/// <summary>A place in an object that has not the shape its kind has: path in the user's spelling, the value (cut to a few characters) or null, the reason.</summary>
public sealed record ReadFault(string Path, string? Value, string Reason)
{
    /// <summary>Where the value starts (for a missing field: the object that lacks it), in bytes from where the reader's input starts.</summary>
    public long Offset { get; init; }

    public string Message => Value is null ? $"{Path}: {Reason}" : $"{Path}: {Value}: {Reason}";
}
