using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>The certificates of a PEM bundle.</summary>
public static class CertificateAuthorities
{
    /// <summary>Null, and why, if there is none or one cannot be read.</summary>
    public static X509Certificate2Collection? Parse(string pem, out string fault)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
            fault = "holds no PEM certificate";
        }
        catch (CryptographicException malformed)
        {
            fault = $"a certificate in it cannot be read: {malformed.Message}";
            return null;
        }

        return certificates.Count == 0 ? null : certificates;
    }
}
