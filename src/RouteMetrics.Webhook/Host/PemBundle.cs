using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Webhook.Host;

/// <summary>The certificates of a PEM file in order; at least one.</summary>
internal static class PemBundle
{
    /// <summary>Null and a fault if there is none or one of them cannot be read.</summary>
    public static X509Certificate2Collection? Read(NamedText file, List<string> faults)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(file.Text);
        }
        catch (CryptographicException malformed)
        {
            faults.Add($"{file.Name}: a certificate in it cannot be read: {malformed.Message}");
            return null;
        }

        if (certificates.Count == 0)
        {
            faults.Add($"{file.Name}: holds no PEM certificate");
            return null;
        }

        return certificates;
    }
}
