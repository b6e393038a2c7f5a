using System.Buffers;
using System.Net.Mime;
using RouteMetrics.Admission;

namespace RouteMetrics.Webhook.Host;

/// <summary>Writes answers with Content-Length instead of chunked.</summary>
internal static class Answers
{
    /// <summary>
    /// Writes an answer and gives its buffer back. Kestrel has a copy until the client has taken it; of a client that takes its time that
    /// counts in <paramref name="memory"/>.
    /// </summary>
    public static async Task WriteAsync(HttpContext context, WrittenAnswer answer, BodyMemory memory)
    {
        var length = answer.Body.Length;
        Begin(context, answer.StatusCode, MediaTypeNames.Application.Json, length);
        context.Response.BodyWriter.Write(answer.Body.Written.Span);
        answer.Body.Dispose();
        var written = context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        using var share = written.IsCompleted ? null : AnswerShare.Of(context, memory, length);
        await written;
    }

    /// <summary>Answers and logs a request that is refused before it is read as a review.</summary>
    public static async Task RefuseAsync(HttpContext context, int statusCode, string error)
    {
        AdmissionMetrics.Refused(statusCode);
        context.Features.Get<Refusals>()?.Request(context, statusCode, error);
        using var body = new PooledBuffer(256);
        new AdmissionAnswer.Refused(statusCode, error, null).WriteTo(body);
        await WriteAsync(context, statusCode, MediaTypeNames.Application.Json, body.Written);
    }

    public static Task TextAsync(HttpContext context, int statusCode, string text) =>
        WriteAsync(context, statusCode, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));

    public static async Task WriteAsync(HttpContext context, int statusCode, string contentType, ReadOnlyMemory<byte> body)
    {
        Begin(context, statusCode, contentType, body.Length);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
    }

    private static void Begin(HttpContext context, int statusCode, string contentType, int length)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = length;
    }
}
