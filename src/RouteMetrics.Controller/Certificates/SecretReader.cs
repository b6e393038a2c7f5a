using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Certificates;

/// <summary>Reads our Secret. Faults name keys of the Secret, never anything of their values.</summary>
internal static class SecretReader
{
    public static SecretState Read(V1Secret? secret)
    {
        if (secret is null)
        {
            return new SecretState.Absent();
        }

        if (OwnerMark.Of(secret.Metadata).Missing is { } missing)
        {
            return new SecretState.Untouchable($"it was not made by route-metrics ({missing})");
        }

        if (secret.Immutable == true)
        {
            return new SecretState.Untouchable("it is immutable");
        }

        List<string> faults = [];
        return Content(secret.Data, faults) is { } content ? new SecretState.Readable(content) : new SecretState.Unreadable(faults);
    }

    private static TlsSecret? Content(IDictionary<string, byte[]>? data, List<string> faults)
    {
        var leaf = Leaf(Value(data, SecretKeys.Certificate, faults), Value(data, SecretKeys.Key, faults), faults);
        var trusted = Authorities(Value(data, SecretKeys.Trusted, faults), faults);
        var signer = Signer(trusted, Value(data, SecretKeys.SignerKey, faults), faults);
        if (leaf is null || trusted is null || signer is null)
        {
            return null;
        }

        if (!IsTrusted(leaf, trusted))
        {
            faults.Add($"{SecretKeys.Certificate}: is not signed by a CA of {SecretKeys.Trusted}, or not for servers");
            return null;
        }

        return TlsSecret.From(signer, trusted, leaf);
    }

    private static string? Value(IDictionary<string, byte[]>? data, string key, List<string> faults)
    {
        if (data?.TryGetValue(key, out var value) == true && value is { Length: > 0 })
        {
            return Encoding.UTF8.GetString(value);
        }

        faults.Add($"{key}: is missing or empty");
        return null;
    }

    private static X509Certificate2? Leaf(string? certificate, string? key, List<string> faults) => certificate is null || key is null
        ? null
        : Parse(
            () => X509Certificate2.CreateFromPem(certificate, key),
            $"{SecretKeys.Certificate} and {SecretKeys.Key}: are not a certificate and its key (PEM)",
            faults);

    // Skips CAs that somebody else added: we must not make API servers trust them.
    private static X509Certificate2Collection? Authorities(string? bundle, List<string> faults) => bundle is null
        ? null
        : Parse(
            () => CaBundle.Read(bundle).Where(CertificateAuthority.IsOurs).ToArray() is { Length: > 0 } ours
                ? new X509Certificate2Collection(ours)
                : null,
            $"{SecretKeys.Trusted}: holds no CA that route-metrics has made (PEM)",
            faults);

    private static CertificateAuthority? Signer(X509Certificate2Collection? trusted, string? key, List<string> faults) =>
        trusted is null || key is null
            ? null
            : Parse(
                () => SignerOf(trusted, key),
                $"{SecretKeys.SignerKey}: is not the key (PEM) of a CA of {SecretKeys.Trusted}",
                faults);

    private static CertificateAuthority? SignerOf(X509Certificate2Collection trusted, string key)
    {
        using var signing = ECDsa.Create();
        signing.ImportFromPem(key);
        var publicKey = signing.ExportSubjectPublicKeyInfo();
        var found = trusted.FirstOrDefault(ca => ca.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(publicKey));
        return found is { } certificate ? new(certificate.CopyWithPrivateKey(signing)) : null;
    }

    private static T? Parse<T>(Func<T?> parse, string fault, List<string> faults)
        where T : class
    {
        try
        {
            if (parse() is { } parsed)
            {
                return parsed;
            }
        }
        catch (Exception malformed) when (malformed is CryptographicException or ArgumentException)
        {
            // Its message may repeat parts of the key.
        }

        faults.Add(fault);
        return null;
    }

    // As of its issuance; whether it is still valid is checked elsewhere.
    private static bool IsTrusted(X509Certificate2 leaf, X509Certificate2Collection trusted)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = leaf.NotBefore;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(CertificateAuthority.ServerAuthentication));
        return chain.Build(leaf);
    }
}
