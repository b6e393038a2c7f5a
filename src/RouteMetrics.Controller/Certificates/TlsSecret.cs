using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Controller.Certificates;

/// <summary>What our Secret holds: the CA that signs, every CA that is trusted, and the leaf that is served.</summary>
internal sealed class TlsSecret
{
    /// <summary>Bounds the bundle, which each webhook of two configurations repeats, however often the CA is replaced.</summary>
    public const int MostAuthorities = 8;

    private TlsSecret(CertificateAuthority signer, IEnumerable<X509Certificate2> others, X509Certificate2 leaf)
    {
        Signer = signer;
        Leaf = leaf;
        Trusted = [signer.Certificate, .. Kept(others.Where(other => other.Thumbprint != signer.Certificate.Thumbprint), leaf)];
        Issuer = Trusted.First(ca => CertificateAuthority.IsIssuedBy(leaf, ca));
        LeafNames = SubjectNames.Of(leaf);
        Bundle = string.Concat(Trusted.Select(ca => ca.ExportCertificatePem() + "\n"));
        CaBundle = Certificates.CaBundle.Encode(Bundle);
    }

    /// <summary>Signs the next leaf; the present one may be older than it.</summary>
    public CertificateAuthority Signer { get; }

    /// <summary>The signer first, then from the newest to the oldest.</summary>
    public IReadOnlyList<X509Certificate2> Trusted { get; }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>The trusted CAs as PEM.</summary>
    public string Bundle { get; }

    /// <summary>What every <c>caBundle</c> has to be: base64 of that.</summary>
    public string CaBundle { get; }

    /// <summary>The CA of the leaf, which is one of those that are trusted.</summary>
    public X509Certificate2 Issuer { get; }

    public IReadOnlyList<string> LeafNames { get; }

    public bool IsLeafOfSigner => Issuer.Thumbprint == Signer.Certificate.Thumbprint;

    /// <summary>The issuer of the leaf must be among the trusted CAs.</summary>
    public static TlsSecret From(CertificateAuthority signer, IEnumerable<X509Certificate2> trusted, X509Certificate2 leaf) =>
        new(signer, trusted, leaf);

    /// <summary>A new CA and leaf; <paramref name="trusted"/> are CAs of leaves that may still be served.</summary>
    public static TlsSecret Create(CertificateTerms terms, IEnumerable<X509Certificate2> trusted, DateTimeOffset now)
    {
        var signer = CertificateAuthority.Create(terms.Lifetimes.Authority, now);
        return new(signer, trusted, signer.Issue(terms.Names, terms.Lifetimes.Leaf, now));
    }

    /// <summary>First step of a rotation: trusts a new CA as well, which signs the next leaf, and drops the key of the old one.</summary>
    public TlsSecret WithNewSigner(CertificateTerms terms, DateTimeOffset now) =>
        new(CertificateAuthority.Create(terms.Lifetimes.Authority, now), Trusted.Where(ca => CertificateTerms.IsValid(ca, now)), Leaf);

    public TlsSecret WithNewLeaf(CertificateTerms terms, IReadOnlyList<string> names, DateTimeOffset now) =>
        new(Signer, Trusted, Signer.Issue(names, terms.Lifetimes.Leaf, now));

    /// <summary>Last step of a rotation.</summary>
    public TlsSecret TrustingSignerOnly() => new(Signer, [], Leaf);

    public TlsSecret Trusting(IEnumerable<X509Certificate2> others) => new(Signer, Trusted.Concat(others), Leaf);

    public bool Trusts(X509Certificate2 ca) => Trusted.Any(trusted => trusted.Thumbprint == ca.Thumbprint);

    private static IEnumerable<X509Certificate2> Kept(IEnumerable<X509Certificate2> authorities, X509Certificate2 leaf) => authorities
        .DistinctBy(ca => ca.Thumbprint, StringComparer.Ordinal)
        .OrderByDescending(ca => CertificateAuthority.IsIssuedBy(leaf, ca))
        .ThenByDescending(ca => ca.NotBefore)
        .Take(MostAuthorities - 1)
        .OrderByDescending(ca => ca.NotBefore)
        .ThenBy(ca => ca.Thumbprint, StringComparer.Ordinal);
}
