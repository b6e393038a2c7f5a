using System.Diagnostics;
using RouteMetrics.Admission;

namespace RouteMetrics.Webhook.Host;

/// <summary>A span for each review, where traces are sent; of the API server's trace, where it sends one (<c>traceparent</c>).</summary>
internal static class AdmissionTraces
{
    private static readonly ActivitySource Source = new("RouteMetrics.Webhook");

    /// <summary>Null unless somebody listens.</summary>
    public static Activity? Start(HttpContext context, AdmissionPath path)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        _ = ActivityContext.TryParse(context.Request.Headers.TraceParent, context.Request.Headers.TraceState, isRemote: true, out var parent);
        return Source.StartActivity(AdmissionMetrics.NameOf(path), ActivityKind.Server, parent);
    }

    public static void End(Activity? span, AdmissionAnswer answer)
    {
        switch (answer)
        {
            case AdmissionAnswer.Decided(var request, var verdict) when span is not null:
                span.SetTag("routemetrics.uid", Log.Cut(request.Uid))
                    .SetTag("routemetrics.allowed", verdict.Allowed)
                    .SetTag("routemetrics.decision", verdict.AuditAnnotations[0].Value)
                    .SetTag("routemetrics.codes", string.Join(',', verdict.Codes));
                break;
            case AdmissionAnswer.Refused(_, var error, var uid):
                span?.SetTag("routemetrics.uid", Log.Cut(uid)).SetStatus(ActivityStatusCode.Error, error);
                break;
        }
    }
}
