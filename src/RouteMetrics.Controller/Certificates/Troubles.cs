using System.Net;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Certificates;

/// <summary>What goes wrong with the API server, each thing told once, and again after it was well in between.</summary>
internal sealed class Troubles(ILogger log)
{
    /// <summary>Another replica was faster: no trouble, unless it goes on.</summary>
    private const int Races = 5;

    private string? told;
    private int raced;

    public void Well() => (told, raced) = (null, 0);

    public void Tell(KubernetesApiException fault)
    {
        if (fault.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity && ++raced < Races)
        {
            return;
        }

        Tell(fault.Message);
    }

    public void Tell(string fault)
    {
        if (told != fault)
        {
            told = fault;
            log.CertificatesFailed(fault);
        }
    }
}
