using System.Buffers;
using System.Net.Mime;
using RouteMetrics.Admission;

namespace RouteMetrics.Webhook.Host;

/// <summary>Whole answers with their length, so that nothing is sent in chunks.</summary>
internal static class Answers
{
    private const int UsualCapacity = 4096;

    public static async Task WriteAsync(HttpContext context, AdmissionAnswer answer)
    {
        using var body = new PooledBuffer(UsualCapacity);
        answer.WriteTo(body);
        await WriteAsync(context, answer.StatusCode, MediaTypeNames.Application.Json, body.Written);
    }

    /// <summary>The answer to a request that is no review, and its line in the log.</summary>
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
