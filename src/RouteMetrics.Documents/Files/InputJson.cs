namespace RouteMetrics.Documents.Files;

/// <summary>The JSON that a file, or a document of it, is or stands for; and the line of the file, from 1, that a byte of it comes from.</summary>
internal sealed record InputJson(string File, ReadOnlyMemory<byte> Utf8, Func<long, int> LineAt)
{
    public string PlaceOf(long offset) => $"{File}:{LineAt(offset)}";
}
