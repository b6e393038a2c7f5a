using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Cluster.Api;

/// <summary>Whom we take for the API server: one signed by the given CAs and by no other, under the name that we call.</summary>
internal sealed class ServerTrust
{
    private readonly string? file;
    private readonly bool trustsAnyone;
    private string pem = "";

    private ServerTrust(string? file, string? pem, bool trustsAnyone, X509Certificate2Collection? authorities)
    {
        this.file = file;
        this.pem = pem ?? "";
        this.trustsAnyone = trustsAnyone;
        Authorities = authorities;
    }

    // id-kp-serverAuth, RFC 5280, section 4.2.1.12.
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Those of the system.</summary>
    public static ServerTrust System { get; } = new(null, null, trustsAnyone: false, null);

    /// <summary><c>insecure-skip-tls-verify</c>.</summary>
    public static ServerTrust Anyone { get; } = new(null, null, trustsAnyone: true, null);

    /// <summary>The name that the certificate must have instead of the server's host; <c>tls-server-name</c>.</summary>
    public string? ServerName { get; init; }

    /// <summary>Another object once the CA file has changed; null: those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; private set; }

    /// <summary>Null, and a fault, if the text holds no certificate.</summary>
    public static ServerTrust? OfText(string name, string pem, string? serverName, List<string> faults) =>
        Parse(name, pem, faults) is { } authorities ? new(null, pem, trustsAnyone: false, authorities) { ServerName = serverName } : null;

    /// <summary>A file that is read again as it changes. Null, and a fault, if it cannot be read or holds no certificate.</summary>
    public static ServerTrust? OfFile(string file, List<string> faults, string? serverName = null)
    {
        try
        {
            var text = File.ReadAllText(file);
            return Parse(file, text, faults) is { } authorities
                ? new(file, text, trustsAnyone: false, authorities) { ServerName = serverName }
                : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{file}: cannot be read: {refused.Message}");
            return null;
        }
    }

    /// <summary>Looks at the CA file; what cannot be read leaves things as they are.</summary>
    public void Look()
    {
        if (file is null)
        {
            return;
        }

        try
        {
            var now = File.ReadAllText(file);
            if (now != pem && Parse(file, now, []) is { } better)
            {
                (pem, Authorities) = (now, better);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Being replaced: the next request looks again.
        }
    }

    public SslClientAuthenticationOptions Options(SslStreamCertificateContext? certificate)
    {
        var options = new SslClientAuthenticationOptions { ClientCertificateContext = certificate };
        if (trustsAnyone)
        {
#pragma warning disable CA5359, MA0039 // The kubeconfig says insecure-skip-tls-verify.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (Authorities is { } authorities)
        {
            options.CertificateChainPolicy = PolicyFor(authorities);
        }

        return options;
    }

    private static X509ChainPolicy PolicyFor(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(ServerAuthentication);
        return policy;
    }

    private static X509Certificate2Collection? Parse(string name, string pem, List<string> faults)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException malformed)
        {
            faults.Add($"{name}: a certificate in it cannot be read: {malformed.Message}");
            return null;
        }

        if (certificates.Count == 0)
        {
            faults.Add($"{name}: holds no PEM certificate");
            return null;
        }

        return certificates;
    }
}
