namespace RouteMetrics.Webhook.Host;

/// <summary>Tells once of each certificate that its end is near, and once that it is there; then the server is not ready.</summary>
internal sealed class CertificateLife(Readiness readiness, ILogger log)
{
    private ServingCertificate? warnedOf;
    private ServingCertificate? failedWith;

    public void Look(ServingCertificate certificate, DateTimeOffset now)
    {
        readiness.CertificateFault = certificate.FaultAt(now);
        if (readiness.CertificateFault is { } fault)
        {
            if (failedWith != certificate)
            {
                failedWith = certificate;
                log.CertificateInvalid(fault);
            }
        }
        else if (certificate.IsOldAt(now) && warnedOf != certificate)
        {
            warnedOf = certificate;
            log.CertificateEnding(certificate.Leaf.Subject, certificate.Leaf.NotAfter.ToUniversalTime());
        }
    }
}
