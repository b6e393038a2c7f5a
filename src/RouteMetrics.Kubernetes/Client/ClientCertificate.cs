using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>From the PEM of a client certificate, those it was issued by, and its key, to what a TLS handshake presents.</summary>
internal static class ClientCertificate
{
    /// <summary>Throws <see cref="CryptographicException"/> for what is no certificate and key that belong together.</summary>
    public static SslStreamCertificateContext Parse(string certificates, string key)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificates);

        // Offline: what the file holds is sent, nothing is fetched to complete it.
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificates, key), chain, offline: true);
    }
}
