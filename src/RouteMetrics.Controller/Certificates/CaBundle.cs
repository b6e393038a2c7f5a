using System.Security.Cryptography.X509Certificates;
using System.Text;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Certificates;

/// <summary>CAs as PEM, one after the other; within a webhook configuration as base64 of that.</summary>
internal static class CaBundle
{
    /// <summary>None, if one of them cannot be read.</summary>
    public static X509Certificate2Collection Read(string pem) => CertificateAuthorities.Parse(pem, out _) ?? [];

    public static string Encode(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));

    /// <summary>None, if it is no base64 of PEM.</summary>
    public static X509Certificate2Collection Decode(string? bundle)
    {
        var bytes = new byte[bundle?.Length ?? 0];
        return Convert.TryFromBase64String(bundle ?? "", bytes, out var length) ? Read(Encoding.UTF8.GetString(bytes, 0, length)) : [];
    }
}
