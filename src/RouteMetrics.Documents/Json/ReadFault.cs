namespace RouteMetrics.Documents.Json;

/// <summary>A value of the wrong shape: its path as the user writes it, the value (shortened) or null, and the reason.</summary>
public sealed record ReadFault(string Path, string? Value, string Reason)
{
    /// <summary>Where the value, or the object that lacks it, starts, in bytes of the reader's input.</summary>
    public long Offset { get; init; }

    public string Message => Value is null ? $"{Path}: {Reason}" : $"{Path}: {Value}: {Reason}";
}
