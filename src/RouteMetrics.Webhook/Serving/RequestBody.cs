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

    /// <summary>False if the body is longer than <see cref="Limit"/>; then what was read means nothing.</summary>
    public static async ValueTask<bool> TryReadAsync(HttpRequest request, PooledBuffer body)
    {
        if (request.ContentLength > Limit)
        {
            return false;
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            var fits = body.Length + read.Buffer.Length <= Limit;
            if (fits)
            {
                foreach (var segment in read.Buffer)
                {
                    body.Write(segment.Span);
                }
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (!fits || read.IsCompleted)
            {
                return fits;
            }
        }
    }
}
