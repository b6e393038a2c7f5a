using System.Net.Http.Headers;
using System.Net.Security;

namespace RouteMetrics.Cluster.Api;

/// <summary>
/// A bearer token in a file. The kubelet replaces a bound token at 80 % of its life, so it is read for each request: a small file in memory, for few
/// requests. While the file cannot be read the last token stays in use.
/// </summary>
internal sealed class TokenFile : CredentialSource
{
    private readonly string path;
    private readonly SslStreamCertificateContext? certificate;
    private Credential last;

    private TokenFile(string path, string token, SslStreamCertificateContext? certificate)
    {
        this.path = path;
        this.certificate = certificate;
        last = Of(token);
    }

    /// <summary>Null, and a fault, if the file cannot be read or is empty.</summary>
    public static TokenFile? At(string path, List<string> faults, SslStreamCertificateContext? certificate = null)
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            if (token.Length > 0)
            {
                return new(path, token, certificate);
            }

            faults.Add($"{path}: holds no token");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{path}: cannot be read: {refused.Message}");
        }

        return null;
    }

    public override ValueTask<Credential> GetAsync(CancellationToken ct)
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            if (token.Length > 0 && token != last.Authorization!.Parameter)
            {
                last = Of(token);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Being replaced, or gone with the pod: the server judges the token that we have.
        }

        return new(last);
    }

    private Credential Of(string token) => new(new AuthenticationHeaderValue("Bearer", token), certificate);
}
