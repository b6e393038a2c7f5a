using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// The <c>user</c> of a kubeconfig entry: client certificate, token, token file, name and password, or a plugin that is asked for them.
/// </summary>
internal static class KubeconfigUser
{
    public static readonly CredentialSource Nobody = new FixedCredential(new(null, null));

    // Left out, each of them would make us somebody else than the user means.
    private static readonly (string Field, string Reason)[] Unsupported =
    [
        ("auth-provider", "is gone since Kubernetes 1.26; use an exec plugin"),
        ("as", "impersonation is not supported; use the credentials of that user"),
        ("as-uid", "impersonation is not supported; use the credentials of that user"),
        ("as-groups", "impersonation is not supported; use the credentials of that user"),
        ("as-user-extra", "impersonation is not supported; use the credentials of that user"),
    ];

    /// <summary>Null, and at least one fault, if it cannot be used. The cluster is what plugins are told of.</summary>
    public static CredentialSource? Read(KubeconfigValue entry, KubeconfigValue? cluster, List<string> faults)
    {
        var before = faults.Count;
        foreach (var (field, reason) in Unsupported)
        {
            entry[field]?.Fault(reason);
        }

        entry.OnlyOneOf("token", "username", "exec");
        entry.OnlyOneOf("tokenFile", "username", "exec");
        var certificate = CertificateOf(entry, faults);
        var source = entry["exec"] is { } exec ? KubeconfigExec.Read(exec, cluster)
            : entry.FilePath("tokenFile") is { } file ? TokenFile.At(file, certificate, faults)
            : (CredentialSource)new FixedCredential(new(Authorization(entry), certificate));
        return faults.Count > before ? null : source;
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
        var before = faults.Count;
        var certificate = Pem(entry, "client-certificate", faults);
        var key = Pem(entry, "client-key", faults);
        if (faults.Count > before || (certificate is null && key is null))
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            entry.Fault(certificate is null
                ? "client-key is there, client-certificate is missing"
                : "client-certificate is there, client-key is missing");
            return null;
        }

        try
        {
            return ClientCertificate.Parse(certificate, key);
        }
        catch (Exception malformed) when (malformed is CryptographicException or ArgumentException)
        {
            entry.Fault($"client-certificate and client-key are no PEM certificate and its key: {malformed.Message}");
            return null;
        }
    }

    private static string? Pem(KubeconfigValue entry, string field, List<string> faults)
    {
        entry.OnlyOneOf(field, $"{field}-data");
        if (entry.Bytes($"{field}-data") is { } data)
        {
            return Encoding.UTF8.GetString(data);
        }

        return entry.FilePath(field) is { } file ? ConnectionFile.Read(file, faults) : null;
    }
}
