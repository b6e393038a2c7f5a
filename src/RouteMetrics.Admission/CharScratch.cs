using System.Buffers;

namespace RouteMetrics.Admission;

/// <summary>As <see cref="JsonScratch"/>, for characters.</summary>
internal static class CharScratch
{
    /// <summary>A larger buffer is not kept.</summary>
    private const int KeptCharacters = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<char>? ofThread;

    /// <summary>The one of this thread, empty.</summary>
    public static ArrayBufferWriter<char> Take()
    {
        var scratch = ofThread is { Capacity: <= KeptCharacters } kept ? kept : ofThread = new(4096);
        scratch.ResetWrittenCount();
        return scratch;
    }
}
