using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Controller.Certificates;

/// <summary>A CA of our own with its key: ECDSA P-256, for leaves only.</summary>
internal sealed class CertificateAuthority(X509Certificate2 certificate)
{
    private const string Subject = "CN=route-metrics CA ";

    // As Kubernetes back-dates its own certificates (client-go, util/cert), for clients whose clock is late.
    private static readonly TimeSpan Backdating = TimeSpan.FromHours(1);

    // id-kp-serverAuth, RFC 5280, section 4.2.1.12.
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>Puts the start of the key id into the subject, so that no two CAs are mistaken for each other.</summary>
    public static CertificateAuthority Create(TimeSpan life, DateTimeOffset now)
    {
        using var key = NewKey();
        var keyId = new X509SubjectKeyIdentifierExtension(new PublicKey(key), false);
        var request = new CertificateRequest($"{Subject}{keyId.SubjectKeyIdentifier?[..8]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(keyId);
        return new(request.CreateSelfSigned(now - BackdatingOf(life), now + life));
    }

    /// <summary>True for any CA that this program has ever made.</summary>
    public static bool IsOurs(X509Certificate2 certificate) =>
        certificate.Subject.StartsWith(Subject, StringComparison.Ordinal) && IsIssuedBy(certificate, certificate);

    /// <summary>Compares key ids; the signature is verified when the Secret is read.</summary>
    public static bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        if (!certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData) || KeyIdOf(issuer) is not { } issuerKey)
        {
            return false;
        }

        // A self-signed certificate need not name the key of its issuer (RFC 5280, section 4.2.1.1).
        var named = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().SingleOrDefault()?.KeyIdentifier
            ?? KeyIdOf(certificate);
        return named is { } key && key.Span.SequenceEqual(issuerKey.Span);
    }

    /// <summary>A leaf with its key, for servers of these DNS names and IP addresses; it ends no later than its CA.</summary>
    public X509Certificate2 Issue(IReadOnlyList<string> names, TimeSpan life, DateTimeOffset now)
    {
        using var key = NewKey();
        var request = new CertificateRequest("CN=route-metrics", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, true, false));
        request.CertificateExtensions.Add(SubjectNames.Extension(names));
        var (first, last) = (new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
        using var signed = request.Create(certificate, Later(now - BackdatingOf(life), first), Earlier(now + life, last), NewSerial());
        return signed.CopyWithPrivateKey(key);
    }

    private static ReadOnlyMemory<byte>? KeyIdOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().SingleOrDefault()?.SubjectKeyIdentifierBytes;

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    // So that most of a short life is still ahead.
    private static TimeSpan BackdatingOf(TimeSpan life) => life / 10 < Backdating ? life / 10 : Backdating;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    // Go rejects negative serials: the first bit is the sign.
    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
