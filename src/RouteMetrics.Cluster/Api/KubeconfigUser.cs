using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RouteMetrics.Cluster.Api;

/// <summary>The <c>user</c> of a kubeconfig entry: client certificate, token, token file, or name and password.</summary>
internal static class KubeconfigUser
{
    public static readonly CredentialSource Nobody = new FixedCredential(new(null, null));

    /// <summary>Null, and at least one fault, if it cannot be used.</summary>
    public static CredentialSource? Read(KubeconfigValue entry, List<string> faults)
    {
        var before = faults.Count;
        var certificate = CertificateOf(entry, faults);
        if (entry.FilePath("tokenFile") is { } tokenFile)
        {
            return TokenFile.At(tokenFile, faults, certificate);
        }

        var credential = new Credential(Authorization(entry), certificate);
        return faults.Count > before ? null : new FixedCredential(credential);
    }

    private static AuthenticationHeaderValue? Authorization(KubeconfigValue entry)
    {
        if (entry.Text("token") is { } token)
        {
            return new("Bearer", token);
        }

        var (name, password) = (entry.Text("username"), entry.Text("password"));
        return name is null && password is null ? null : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
    }

    private static SslStreamCertificateContext? CertificateOf(KubeconfigValue entry, List<string> faults)
    {
        var certificate = Pem(entry, "client-certificate", faults);
        var key = Pem(entry, "client-key", faults);
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            entry.Fault("client-certificate and client-key go together; one of them is missing");
            return null;
        }

        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
        }
        catch (CryptographicException malformed)
        {
            entry.Fault($"client-certificate and client-key cannot be read: {malformed.Message}");
            return null;
        }
    }

    private static string? Pem(KubeconfigValue entry, string field, List<string> faults)
    {
        if (entry.Bytes($"{field}-data") is { } data)
        {
            return Encoding.UTF8.GetString(data);
        }

        if (entry.FilePath(field) is not { } file)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{file}: cannot be read: {refused.Message}");
            return null;
        }
    }
}
