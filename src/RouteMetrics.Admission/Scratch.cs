using System.Buffers;

namespace RouteMetrics.Admission;

/// <summary>
/// A buffer that each thread keeps, so that the long texts of a decision leave no garbage. It is good until the next await, or until other
/// code takes it.
/// </summary>
internal static class Scratch<T>
{
    /// <summary>A larger buffer is not kept: no thread should hold on to its largest answer.</summary>
    private const int KeptLength = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<T>? ofThread;

    /// <summary>The buffer of this thread, empty.</summary>
    public static ArrayBufferWriter<T> Take()
    {
        var scratch = ofThread is { Capacity: <= KeptLength } kept ? kept : ofThread = new(4096);
        scratch.ResetWrittenCount();
        return scratch;
    }
}
