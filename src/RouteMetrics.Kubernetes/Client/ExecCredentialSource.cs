using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text.Json;
using k8s.KubeConfigModels;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// The credentials of a plugin, kept until they expire or the server refuses them; then it is run again, once for all who wait.
/// </summary>
internal sealed class ExecCredentialSource(ExecPlugin plugin) : CredentialSource
{
    private readonly Lock gate = new();
    private Issued? issued;
    private Task<Issued>? asking;

    public override async ValueTask<Credential> GetAsync(CancellationToken ct)
    {
        Task<Issued> answer;
        lock (gate)
        {
            if (issued is { IsOver: false } current)
            {
                return current.Credential;
            }

            // Not cancelled with one of those who wait for it.
            answer = asking ??= Task.Run(AskAsync, CancellationToken.None);
        }

        return (await answer.WaitAsync(ct)).Credential;
    }

    public override bool Reject(Credential refused)
    {
        lock (gate)
        {
            issued = issued?.Credential == refused ? null : issued;
        }

        return true;
    }

    private async Task<Issued> AskAsync()
    {
        try
        {
            var now = Parse(await plugin.RunAsync());
            lock (gate)
            {
                issued = now;
            }

            return now;
        }
        finally
        {
            lock (gate)
            {
                asking = null;
            }
        }
    }

    private Issued Parse(string output)
    {
        try
        {
            var printed = JsonSerializer.Deserialize(output, ApiJson.Default.ExecCredentialResponse);
            if (printed?.ApiVersion != plugin.ApiVersion)
            {
                throw plugin.Failure($"printed apiVersion {OneLine.Quote(printed?.ApiVersion ?? "")}; {plugin.ApiVersion} was asked for");
            }

            return Read(printed.Status ?? throw plugin.Failure("printed no status"));
        }
        catch (JsonException)
        {
            // Without its text, which may hold a token.
            throw plugin.Failure("did not print an ExecCredential in JSON");
        }
    }

    private Issued Read(ExecCredentialResponse.ExecStatus status)
    {
        var (certificate, key) = (status.ClientCertificateData, status.ClientKeyData);
        if (string.IsNullOrEmpty(certificate) != string.IsNullOrEmpty(key))
        {
            throw plugin.Failure("printed only one of clientCertificateData and clientKeyData");
        }

        if (!status.IsValid())
        {
            throw plugin.Failure("printed neither a token nor a client certificate");
        }

        return new(
            new(
                string.IsNullOrEmpty(status.Token) ? null : new AuthenticationHeaderValue("Bearer", status.Token),
                string.IsNullOrEmpty(certificate) || key is null ? null : CertificateOf(certificate, key)),
            status.ExpirationTimestamp?.ToUniversalTime());
    }

    private SslStreamCertificateContext CertificateOf(string certificate, string key)
    {
        try
        {
            return ClientCertificate.Parse(certificate, key);
        }
        catch (Exception malformed) when (malformed is CryptographicException or ArgumentException)
        {
            throw plugin.Failure($"printed no PEM certificate and its key: {malformed.Message}");
        }
    }

    private sealed record Issued(Credential Credential, DateTimeOffset? Expiry)
    {
        public bool IsOver => Expiry <= TimeProvider.System.GetUtcNow();
    }
}
