using System.Net;
using Microsoft.Extensions.Logging;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>Says once what keeps a resource from being listed and watched, again when it is something else, and when it is over.</summary>
internal sealed class Trouble(ResourceType type, ILogger log)
{
    private string? told;

    public void Tell(KubernetesApiException fault)
    {
        if (fault.Message == told)
        {
            return;
        }

        told = fault.Message;
        switch (fault.Status)
        {
            case HttpStatusCode.NotFound:
                log.NotServed(type.FullName, type.ApiVersion);
                break;
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                log.NotAllowed(fault.Message);
                break;
            default:
                log.Failing(fault.Message);
                break;
        }
    }

    public void Over()
    {
        if (told is not null)
        {
            told = null;
            log.Recovered(type.FullName);
        }
    }
}
