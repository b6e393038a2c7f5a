using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Webhook.Host;

/// <summary>Whether the configured client CA has issued the client's certificate.</summary>
internal enum Standing
{
    NoCertificate,
    Untrusted,
    Trusted,
}

/// <summary>A connection feature, set if the client was asked for a certificate.</summary>
internal sealed class ClientStanding
{
    public Standing Standing { get; set; }
}

/// <summary>The CAs trusted for clients of the admission paths.</summary>
internal sealed class ClientAuthority(X509Certificate2Collection roots)
{
    // id-kp-clientAuth, RFC 5280, section 4.2.1.12.
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    /// <summary>The CAs of a PEM bundle; null and a fault if there is none.</summary>
    public static ClientAuthority? From(NamedText bundle, List<string> faults) =>
        PemBundle.Read(bundle, faults) is { } roots ? new(roots) : null;

    /// <summary>Verifies a client's certificate against these CAs only, never those of the system.</summary>
    public Standing Judge(X509Certificate? presented, X509Chain? sent)
    {
        if (presented is not X509Certificate2 certificate)
        {
            return Standing.NoCertificate;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(ClientAuthentication);
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate) ? Standing.Trusted : Standing.Untrusted;
    }
}
