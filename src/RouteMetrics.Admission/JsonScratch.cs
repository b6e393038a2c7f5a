using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RouteMetrics.Admission;

/// <summary>
/// A writer and its buffer, kept for each thread: text of a decision is made without garbage. It may be held only as long as nothing is
/// awaited and nothing else that uses it is called.
/// </summary>
internal sealed class JsonScratch
{
    /// <summary>A larger buffer is not kept: a thread should not hold the largest answer that it ever made.</summary>
    private const int KeptBytes = 256 * 1024;

    // Quotes, &lt; and + need no escape where no HTML is near, and the annotation is read by people.
    public static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static JsonScratch? ofThread;

    private readonly ArrayBufferWriter<byte> buffer = new(4096);

    private JsonScratch() => Writer = new Utf8JsonWriter(buffer, Options);

    public Utf8JsonWriter Writer { get; }

    /// <summary>The one of this thread, empty.</summary>
    public static JsonScratch Take()
    {
        var scratch = ofThread is { buffer.Capacity: <= KeptBytes } kept ? kept : ofThread = new JsonScratch();
        scratch.buffer.ResetWrittenCount();
        scratch.Writer.Reset(scratch.buffer);
        return scratch;
    }

    /// <summary>What was written since <see cref="Take"/>.</summary>
    public ReadOnlySpan<byte> Text()
    {
        Writer.Flush();
        return buffer.WrittenSpan;
    }
}
