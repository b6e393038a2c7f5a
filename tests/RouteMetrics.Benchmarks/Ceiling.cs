using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Mime;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace RouteMetrics.Benchmarks;

/// <summary>
/// What no webhook on Kestrel can exceed: TLS, a body that is read to its end, and an answer that is always the same; at <c>/N</c> one that blanks make N bytes
/// long, as no webhook can exceed that has so much to say.
/// </summary>
internal static class Ceiling
{
    private static readonly byte[] Answer =
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"6e2a8d0e-35c4-4b37-9a1f-0d5f3f1f7a11","allowed":true}}"""u8.ToArray();

    private static readonly ConcurrentDictionary<int, byte[]> Answers = new();

    /// <summary>Serves on a free port of the loopback address, which is printed, until SIGTERM.</summary>
    public static async Task RunAsync(string certificateFile, string keyFile)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificate);
            });
        });
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.First());
        await app.WaitForShutdownAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        bool isRead;
        do
        {
            var read = await body.ReadAsync(context.RequestAborted);
            isRead = read.IsCompleted;
            body.AdvanceTo(read.Buffer.End); // also the last one, or HTTP/1.1 would close the connection
        }
        while (!isRead);

        _ = int.TryParse(context.Request.Path.Value.AsSpan(1), CultureInfo.InvariantCulture, out var bytes);
        var answer = Answers.GetOrAdd(bytes, static bytes => [.. Answer, .. Enumerable.Repeat((byte)' ', Math.Max(0, bytes - Answer.Length))]);
        context.Response.ContentType = MediaTypeNames.Application.Json;
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted);
    }
}
