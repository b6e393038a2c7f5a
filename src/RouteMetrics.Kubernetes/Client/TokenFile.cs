using System.Net.Http.Headers;
using System.Net.Security;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// A bearer token in a file. The kubelet replaces a bound token at 80 % of its life, so it is read for each request: a small file in
/// memory, for few requests. While the file cannot be read the last token stays in use.
/// </summary>
internal sealed class TokenFile(string path, string token, SslStreamCertificateContext? certificate) : CredentialSource
{
    private Credential last = Of(token, certificate);

    /// <summary>Null, and a fault, if the file cannot be read or is empty.</summary>
    public static TokenFile? At(string path, SslStreamCertificateContext? certificate, List<string> faults, string hint = "")
    {
        if (ConnectionFile.Read(path, faults, hint) is not { } text)
        {
            return null;
        }

        if (text.Trim() is { Length: > 0 } token)
        {
            return new(path, token, certificate);
        }

        faults.Add($"{path}: holds no token");
        return null;
    }

    public override ValueTask<Credential> GetAsync(CancellationToken ct)
    {
        if (ConnectionFile.Reread(path)?.Trim() is { Length: > 0 } current && current != last.Authorization?.Parameter)
        {
            last = Of(current, certificate);
        }

        return new(last);
    }

    private static Credential Of(string token, SslStreamCertificateContext? certificate) =>
        new(new AuthenticationHeaderValue("Bearer", token), certificate);
}
