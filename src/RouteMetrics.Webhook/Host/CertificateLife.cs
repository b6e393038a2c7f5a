namespace RouteMetrics.Webhook.Host;

/// <summary>Logs once when a certificate is about to expire and once when it has expired; then fails readiness.</summary>
internal sealed class CertificateLife(Readiness readiness, ILogger log)
{
    private ServingCertificate? warnedOf;
    private ServingCertificate? failedWith;

    public void Check(ServingCertificate certificate, DateTimeOffset now)
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
