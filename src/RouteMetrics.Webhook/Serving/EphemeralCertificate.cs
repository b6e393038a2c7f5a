using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Webhook.Serving;

/// <summary>A CA and a leaf that live as long as the process: for a demo, or a run on one's own machine.</summary>
internal sealed record EphemeralCertificate(ServingCertificate Serving, string CaPem)
{
    // Clients refuse a leaf of more than 825 days (Apple's platforms); no ephemeral process lives that long.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(730);

    // For clients whose clock is late.
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(5);

    /// <summary>P-256 all through; the leaf is for localhost, both loopback addresses, this host and the given names.</summary>
    public static EphemeralCertificate Create(IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var ca = CreateCa(now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=route-metrics ephemeral", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // id-kp-serverAuth, RFC 5280, section 4.2.1.12.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, true, false));
        request.CertificateExtensions.Add(NamesExtension(names));
        using var signed = request.Create(ca, now - Backdating, now + Lifetime, RandomNumberGenerator.GetBytes(16));
        return new(ServingCertificate.From(signed.CopyWithPrivateKey(key)), ca.ExportCertificatePem() + "\n");
    }

    private static X509Certificate2 CreateCa(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=route-metrics ephemeral CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now - Backdating, now + Lifetime);
    }

    private static X509Extension NamesExtension(IReadOnlyList<string> names)
    {
        var subject = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Prepend(Dns.GetHostName()).Prepend("localhost").Distinct(StringComparer.OrdinalIgnoreCase))
        {
            subject.AddDnsName(name);
        }

        subject.AddIpAddress(IPAddress.Loopback);
        subject.AddIpAddress(IPAddress.IPv6Loopback);
        return subject.Build();
    }
}
