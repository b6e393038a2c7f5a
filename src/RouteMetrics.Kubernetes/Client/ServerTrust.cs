using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// Whom we take for the API server: one whose certificate is signed by the given CAs, by no other, and has the name that we call.
/// </summary>
internal sealed class ServerTrust(X509Certificate2Collection? authorities)
{
    // id-kp-serverAuth, RFC 5280, section 4.2.1.12.
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly string? file;
    private string seen = "";

    private ServerTrust(string file, string pem, X509Certificate2Collection authorities)
        : this(authorities)
    {
        this.file = file;
        seen = pem;
    }

    /// <summary><c>insecure-skip-tls-verify</c>.</summary>
    public bool AcceptsAnyone { get; init; }

    /// <summary><c>tls-server-name</c>: what the certificate must be for, if not the host of the server's address.</summary>
    public string? ServerName { get; init; }

    /// <summary>Another object once the CA file has changed; null: those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; private set; } = authorities;

    /// <summary>A CA file that is read again as it changes. Null, and a fault, if it cannot be read or holds no certificate.</summary>
    public static ServerTrust? OfFile(string file, string? serverName, List<string> faults)
    {
        if (ConnectionFile.Read(file, faults) is not { } pem)
        {
            return null;
        }

        if (CertificateAuthorities.Parse(pem, out var fault) is { } authorities)
        {
            return new(file, pem, authorities) { ServerName = serverName };
        }

        faults.Add($"{file}: {fault}");
        return null;
    }

    /// <summary>Looks at the CA file; what is no better leaves things as they are.</summary>
    public void Look()
    {
        if (file is not null && ConnectionFile.Reread(file) is { } pem && pem != seen
            && CertificateAuthorities.Parse(pem, out _) is { } better)
        {
            (seen, Authorities) = (pem, better);
        }
    }

    public SslClientAuthenticationOptions Options(SslStreamCertificateContext? certificate)
    {
        var options = new SslClientAuthenticationOptions { ClientCertificateContext = certificate };
        if (AcceptsAnyone)
        {
#pragma warning disable CA5359, MA0039 // The kubeconfig says insecure-skip-tls-verify.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (Authorities is { } roots)
        {
            options.CertificateChainPolicy = PolicyFor(roots);
        }

        return options;
    }

    private static X509ChainPolicy PolicyFor(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots);
        policy.ApplicationPolicy.Add(ServerAuthentication);
        return policy;
    }
}
