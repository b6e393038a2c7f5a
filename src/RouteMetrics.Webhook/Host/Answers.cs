using System.Buffers;
using System.Net.Mime;
using RouteMetrics.Admission;

namespace RouteMetrics.Webhook.Host;

/// <summary>Writes answers with Content-Length instead of chunked.</summary>
internal static class Answers
{
    private const int UsualCapacity = 4096;

    public static async Task WriteAsync(HttpContext context, AdmissionAnswer answer)
    {
        using var body = new PooledBuffer(UsualCapacity);
        answer.WriteTo(body);
        await WriteAsync(context, answer.StatusCode, MediaTypeNames.Application.Json, body.Written);
    }

    /// <summary>Answers and logs a request that is refused before it is read as a review.</summary>
    public static Task RefuseAsync(HttpContext context, int statusCode, string error)
    {
        context.Features.Get<Refusals>()?.Request(context, statusCode, error);
        return WriteAsync(context, new AdmissionAnswer.Refused(statusCode, error, null));
    }

    public static Task TextAsync(HttpContext context, int statusCode, string text) =>
        WriteAsync(context, statusCode, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));

    public static async Task WriteAsync(HttpContext context, int statusCode, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
    }
}
