using System.Net.Http.Headers;
using RouteMetrics.Admission;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Host;

/// <summary>Transport and failures of admission: one review in, one answer out. <see cref="AdmissionDecision"/> decides.</summary>
internal sealed class AdmissionEndpoint(
    FileBacked<RouteMetricsSettings> settings, NamespaceDirectory namespaces, Func<MeshSnapshot?> snapshot, ILogger log, TimeProvider time)
    : IDisposable
{
    private readonly BodyMemory memory = new(time);
    private readonly LargeReviews large = new();

    /// <summary>Answers one POST of an AdmissionReview.</summary>
    public async Task HandleAsync(HttpContext context, AdmissionPath path, Mode? mode)
    {
        if (!IsJson(context.Request.ContentType))
        {
            await Answers.RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "the content type has to be application/json");
            return;
        }

        using var body = new RequestBody(context, memory);
        try
        {
            await body.ReadAsync();
            var answer = body.IsLarge ? await DecideInTurnAsync(context, path, mode, body) : Decide(context, path, mode, body.Written);
            body.Dispose();
            await Answers.WriteAsync(context, answer, memory);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, bad);
        }
    }

    public void Dispose()
    {
        large.Dispose();
        memory.Dispose();
    }

    // Kestrel's own refusal of a body, too long (413), cut short or badly framed (400), or ours: too slow (408), one too many (503).
    private static Task RefuseAsync(HttpContext context, BadHttpRequestException bad)
    {
        if (bad.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        // The rest of the body is not waited for.
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        var isTooLong = bad.StatusCode == StatusCodes.Status413PayloadTooLarge;
        return Answers.RefuseAsync(
            context, bad.StatusCode, isTooLong ? $"the body is longer than {RequestBody.Limit} bytes" : bad.Message);
    }

    private async Task<WrittenAnswer> DecideInTurnAsync(HttpContext context, AdmissionPath path, Mode? mode, RequestBody body)
    {
        WrittenAnswer answer = default;
        await large.DecideAsync(body, () => answer = Decide(context, path, mode, body.Written), context.RequestAborted);
        return answer;
    }

    private WrittenAnswer Decide(HttpContext context, AdmissionPath path, Mode? mode, ReadOnlyMemory<byte> review)
    {
        var start = time.GetTimestamp();
        var current = settings.Value;
        using var span = AdmissionTraces.Start(context, path);
        AdmissionAnswer answer;
        try
        {
            answer = AdmissionDecision.Answer(review, current, namespaces, path, mode, snapshot());
            Record(context, path, answer, time.GetElapsedTime(start));
        }
#pragma warning disable CA1031 // Whatever it is: the API server gets its 500 and lets failurePolicy decide; the process goes on serving.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var uid = AdmissionReviewReader.UidOf(review);
            answer = new AdmissionAnswer.Refused(
                StatusCodes.Status500InternalServerError, "internal fault; the log of the webhook has it", uid);
            log.AdmissionFailed(fault, path, Log.Cut(uid));
        }

        AdmissionMetrics.Answered(path, answer, current, time.GetElapsedTime(start));
        AdmissionTraces.End(span, answer);
        return WrittenAnswer.Of(answer);
    }

    private void Record(HttpContext context, AdmissionPath path, AdmissionAnswer answer, TimeSpan elapsed)
    {
        switch (answer)
        {
            case AdmissionAnswer.Decided(var request, var verdict):
                // Without a client CA anybody may have sent it.
                if (path == AdmissionPath.MutateNamespaces && context.Features.Get<ClientStanding>()?.Standing == Standing.Trusted)
                {
                    namespaces.Observe(request);
                }

                log.Decided(request, verdict, path, elapsed);
                break;
            case AdmissionAnswer.Refused(var status, var error, var uid):
                log.ReviewRefused(status, error, Log.Cut(uid));
                break;
        }
    }

    private static bool IsJson(string? contentType) =>
        string.Equals(contentType, "application/json", StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
            && (type.CharSet is null || string.Equals(type.CharSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase)));
}
