using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Webhook.Host;

/// <summary>A certificate with its key and intermediates.</summary>
internal sealed class ServingCertificate
{
    private ServingCertificate(X509Certificate2 leaf, X509Certificate2Collection chain)
    {
        Leaf = leaf;
        Context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    public X509Certificate2 Leaf { get; }

    public SslStreamCertificateContext Context { get; }

    /// <summary>Why no client accepts it at this time; null if clients do.</summary>
    public string? FaultAt(DateTimeOffset now) => now.UtcDateTime > Leaf.NotAfter.ToUniversalTime()
        ? $"the serving certificate {Leaf.Subject} has expired at {Leaf.NotAfter.ToUniversalTime():u}"
        : now.UtcDateTime < Leaf.NotBefore.ToUniversalTime()
            ? $"the serving certificate {Leaf.Subject} is not valid before {Leaf.NotBefore.ToUniversalTime():u}"
            : null;

    /// <summary>Less than a third of its life is left.</summary>
    public bool IsOldAt(DateTimeOffset now) => (Leaf.NotAfter.ToUniversalTime() - now.UtcDateTime) * 3 < Leaf.NotAfter - Leaf.NotBefore;

    /// <summary>Why the new one must not replace this one: this one is valid and the new one is not.</summary>
    public string? ObjectionTo(ServingCertificate better, DateTimeOffset now) => FaultAt(now) is null ? better.FaultAt(now) : null;

    /// <summary>Serves the first certificate of the file, with the others as its chain; null and a fault if that is not possible.</summary>
    public static ServingCertificate? From(NamedText certificate, NamedText key, List<string> faults) =>
        PemBundle.Read(certificate, faults) is { } chain ? WithKey(certificate, key, chain, faults) : null;

    public static ServingCertificate From(X509Certificate2 leafWithKey) => new(leafWithKey, []);

    private static ServingCertificate? WithKey(NamedText certificate, NamedText key, X509Certificate2Collection chain, List<string> faults)
    {
        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificate.Text, key.Text);
            chain.RemoveAt(0);
            return new(leaf, chain);
        }
        catch (Exception refused) when (refused is CryptographicException or ArgumentException)
        {
            faults.Add(IsKey(key.Text)
                ? $"{certificate.Name} and {key.Name} do not belong together: the key is not that of the first certificate"
                : $"{key.Name}: holds no readable PEM private key (an encrypted one is not supported)");
            return null;
        }
    }

    private static bool IsKey(string pem)
    {
        using var ec = ECDsa.Create();
        using var rsa = RSA.Create();
        return Imports(ec, pem) || Imports(rsa, pem);
    }

    private static bool Imports(AsymmetricAlgorithm algorithm, string pem)
    {
        try
        {
            algorithm.ImportFromPem(pem);
            return true;
        }
        catch (Exception refused) when (refused is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
