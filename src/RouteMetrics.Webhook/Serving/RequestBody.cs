using System.Buffers;

namespace RouteMetrics.Webhook.Serving;

/// <summary>Reads a request body into one contiguous buffer, which the JSON reader is fastest on.</summary>
internal static class RequestBody
{
    /// <summary>
    /// etcd stores objects of up to 1.5 MB, a review carries an object twice (new and old) and JSON may double it: 6 MB and the envelope
    /// (controller-runtime, pkg/webhook/admission/http.go).
    /// </summary>
    public const int Limit = 7 * 1024 * 1024;

    // The buffer grows with what arrives, not with what Content-Length promises: a promise costs an attacker nothing.
    private const int FirstCapacity = 128 * 1024;

    /// <summary>A buffer for this request, to be disposed by the caller.</summary>
    public static PooledBuffer BufferFor(HttpRequest request) => new((int)Math.Clamp(request.ContentLength ?? FirstCapacity, 1, FirstCapacity));

    /// <summary>Reads to the end. What Kestrel refuses (a body over the limit, too slow, cut short) is its <see cref="BadHttpRequestException"/>.</summary>
    public static async ValueTask ReadAsync(HttpRequest request, PooledBuffer body)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                body.Write(segment.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
