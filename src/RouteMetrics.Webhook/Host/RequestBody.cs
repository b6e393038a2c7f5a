using System.Buffers;

namespace RouteMetrics.Webhook.Host;

/// <summary>A request body in one contiguous pooled buffer, which the JSON reader is fastest on. Dispose returns the buffer.</summary>
internal sealed class RequestBody(HttpRequest request) : IDisposable
{
    /// <summary>
    /// etcd objects are at most 1.5 MB; a review holds two (new and old), and JSON may double them: 6 MB and the envelope
    /// (controller-runtime, pkg/webhook/admission/http.go).
    /// </summary>
    public const int Limit = 7 * 1024 * 1024;

    /// <summary>Nearly every review is smaller. Larger bodies take turns, so that a few dozen cannot exhaust the pod's memory.</summary>
    private const int Large = PooledBuffer.LargestShared;

    // Assumed for a body without Content-Length.
    private const int FirstCapacity = 64 * 1024;

    /// <summary>The longest timeout of the API server.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private static readonly SemaphoreSlim Turns = new(PooledBuffer.LargeAtOnce);

    private PooledBuffer? buffer;
    private bool hasTurn;

    public ReadOnlyMemory<byte> Written => buffer?.Written ?? default;

    /// <summary>Reads to the end; throws <see cref="BadHttpRequestException"/> for a body too long, too slow or cut short.</summary>
    public async ValueTask ReadAsync()
    {
        // Kestrel rejects a length over its limit on the first read, before it buffers anything.
        var length = request.ContentLength is { } told and <= Limit ? (int)told : FirstCapacity;
        if (length > Large)
        {
            await TakeTurnAsync();
        }

        buffer = new PooledBuffer(Math.Max(length, 1));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            if (!hasTurn && buffer.Length + read.Buffer.Length > Large)
            {
                await TakeTurnAsync();
            }

            foreach (var segment in read.Buffer)
            {
                buffer.Write(segment.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        buffer?.Dispose();
        if (hasTurn)
        {
            Turns.Release();
        }
    }

    private async Task TakeTurnAsync() => hasTurn = await Turns.WaitAsync(LongestWait, request.HttpContext.RequestAborted)
        ? true
        : throw new BadHttpRequestException($"too many bodies of over {Large} bytes at once", StatusCodes.Status503ServiceUnavailable);
}
