using System.Net;
using Microsoft.Extensions.Logging;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>How far a resource got to be listed and watched.</summary>
internal enum Step
{
    Listed,
    Opened,

    /// <summary>What came over the watch could be read, or nothing had to come for a while.</summary>
    Watched,
}

/// <summary>Logs why a resource cannot be listed and watched: each fault once, and the recovery.</summary>
internal sealed class FaultLog(ResourceType type, ILogger log)
{
    private readonly RepeatFilter filter = new();
    private Step failed;

    /// <summary><paramref name="step"/> failed.</summary>
    public void Report(KubernetesApiException fault, Step step)
    {
        failed = step;
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

    /// <summary><paramref name="step"/> succeeded: that is no recovery from the failure of a later one.</summary>
    public void Recover(Step step)
    {
        if (step >= failed && filter.Forget(type.FullName))
        {
            log.Recovered(type.FullName);
        }
    }
}
