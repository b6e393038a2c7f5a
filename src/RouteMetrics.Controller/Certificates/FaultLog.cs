using System.Net;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Controller.Certificates;

/// <summary>Logs what keeps the certificate from being maintained: each fault once until it is over.</summary>
internal sealed class FaultLog(ILogger log)
{
    private const string Subject = "certificate";

    /// <summary>Another replica was faster, which is only a fault if it continues.</summary>
    private const int Races = 5;

    private readonly RepeatFilter filter = new();
    private int raced;

    public void Recover()
    {
        raced = 0;
        filter.Forget(Subject);
    }

    public void Report(KubernetesApiException fault)
    {
        if (fault.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity && ++raced < Races)
        {
            return;
        }

        Report(fault.Message);
    }

    public void Report(string fault)
    {
        if (filter.IsNew(Subject, fault))
        {
            log.CertificatesFailed(fault);
        }
    }
}
