using RouteMetrics.Admission;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Host;

/// <summary>Routes requests. A handful of fixed paths needs no routing table.</summary>
internal sealed class RequestPipeline(AdmissionEndpoint admission, ProbeEndpoint probes, Readiness readiness)
{
    public Task InvokeAsync(HttpContext context)
    {
        LetGo(context);
        var path = context.Request.Path.Value;
        return AdmissionPaths.Parse(path, out var mode) is { } asked ? AdmitAsync(context, asked, mode) : path switch
        {
            "/healthz" => ProbeAsync(context, ProbeEndpoint.HealthAsync),
            "/readyz" => ProbeAsync(context, probes.ReadyAsync),
            "/version" => ProbeAsync(context, ProbeEndpoint.VersionAsync),
            _ => Answers.RefuseAsync(context, StatusCodes.Status404NotFound, "there is nothing at this path"),
        };
    }

    // While it drains, each answer is the last one of its connection, so that the API server (HTTP/1.1, a pool of kept connections) comes
    // back over a new one, to a replica that stays. Otherwise the end would close connections just as a review is sent, and Go sends no
    // POST twice.
    private void LetGo(HttpContext context)
    {
        if (readiness.IsDraining && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
    }

    private Task AdmitAsync(HttpContext context, AdmissionPath path, Mode? mode)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return RefuseMethodAsync(context, "POST");
        }

        return context.Features.Get<ClientStanding>()?.Standing switch
        {
            Standing.NoCertificate =>
                Answers.RefuseAsync(context, StatusCodes.Status401Unauthorized, "a client certificate is required, and none was presented"),
            Standing.Untrusted =>
                Answers.RefuseAsync(context, StatusCodes.Status403Forbidden, "the client certificate is not of the configured client CA"),
            _ => admission.HandleAsync(context, path, mode),
        };
    }

    private static Task ProbeAsync(HttpContext context, RequestDelegate probe) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? probe(context)
            : RefuseMethodAsync(context, "GET, HEAD");

    private static Task RefuseMethodAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return Answers.RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, $"the method has to be one of: {allowed}");
    }
}
