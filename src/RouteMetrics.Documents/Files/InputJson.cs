namespace RouteMetrics.Documents.Files;

/// <summary>A file, or a document of it, as JSON, and the line of the file, from 1, that each byte comes from.</summary>
internal sealed record InputJson(string File, ReadOnlyMemory<byte> Utf8, Func<long, int> LineAt)
{
    public string PlaceOf(long offset) => $"{File}:{LineAt(offset)}";
}
