using System.Net;
using Microsoft.Extensions.Logging;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>Logs why a resource cannot be listed and watched: each fault once, and the recovery.</summary>
internal sealed class FaultLog(ResourceType type, ILogger log)
{
    private readonly RepeatFilter filter = new();

    public void Report(KubernetesApiException fault)
    {
        if (!filter.IsNew(type.FullName, fault.Message))
        {
            return;
        }

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

    public void Recover()
    {
        if (filter.Forget(type.FullName))
        {
            log.Recovered(type.FullName);
        }
    }
}
