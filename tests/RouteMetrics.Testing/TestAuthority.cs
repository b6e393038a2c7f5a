using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Testing;

/// <summary>A CA of a test, and what it signs.</summary>
internal sealed class TestAuthority
{
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 authority;

    public TestAuthority(string name = "test-ca", TestAuthority? issuer = null) => authority = Make(name, issuer?.authority, null, []);

    public string Pem => authority.ExportCertificatePem() + "\n";

    /// <summary>A server's certificate for these IP addresses and DNS names.</summary>
    public X509Certificate2 Server(params string[] names) => Make("server", authority, ServerPurpose, names);

    /// <summary>A client's certificate and its key.</summary>
    public (string Certificate, string Key) Client(string name)
    {
        var client = Make(name, authority, ClientPurpose, []);
        return (client.ExportCertificatePem() + "\n", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static X509Certificate2 Make(string name, X509Certificate2? issuer, string? purpose, string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(purpose is null, false, 0, true));
        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        }

        if (names.Length > 0)
        {
            request.CertificateExtensions.Add(NamesOf(names));
        }

        var now = TimeProvider.System.GetUtcNow();
        if (issuer is null)
        {
            return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(2));
        }

        var generator = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        return request.Create(issuer.SubjectName, generator, now.AddMinutes(-30), now.AddDays(1), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }

    private static X509Extension NamesOf(string[] names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                builder.AddIpAddress(address);
            }
            else
            {
                builder.AddDnsName(name);
            }
        }

        return builder.Build();
    }
}
