using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Testing;

/// <summary>A CA of a test, and what it signs.</summary>
internal sealed class TestCertificates
{
    private readonly X509Certificate2 authority;

    public TestCertificates(string name, TestCertificates? parent = null) => authority = Make(name, parent?.authority, isAuthority: true, null, ECKey());

    public string Pem => authority.ExportCertificatePem() + "\n";

    /// <summary>A leaf for 127.0.0.1 with this purpose; its PEM, that of its key, and itself.</summary>
    public (string Certificate, string Key, X509Certificate2 Itself) Leaf(string name, string purpose = "1.3.6.1.5.5.7.3.1", bool rsa = false, bool ended = false)
    {
        var leaf = Make(name, authority, isAuthority: false, purpose, rsa ? RSA.Create(2048) : ECKey(), ended);
        var key = rsa ? leaf.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem() : leaf.GetECDsaPrivateKey()!.ExportECPrivateKeyPem();
        return (leaf.ExportCertificatePem() + "\n", key + "\n", leaf);
    }

    private static ECDsa ECKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static X509Certificate2 Make(string name, X509Certificate2? issuer, bool isAuthority, string? purpose, AsymmetricAlgorithm key, bool ended = false)
    {
        var request = key is RSA rsa
            ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, true));
        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        var now = TimeProvider.System.GetUtcNow();
        if (issuer is null)
        {
            return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(2));
        }

        var generator = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        var signed = request.Create(issuer.SubjectName, generator, now.AddMinutes(-30), ended ? now.AddMinutes(-1) : now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return key is RSA own ? signed.CopyWithPrivateKey(own) : signed.CopyWithPrivateKey((ECDsa)key);
    }
}
