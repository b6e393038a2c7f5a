using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace RouteMetrics.Webhook.Commands.Demo;

/// <summary>Calls an admission server like the API server: over HTTPS, trusting only the CA of the webhook's <c>caBundle</c>.</summary>
internal sealed class AdmissionClient : IDisposable
{
    private readonly X509Certificate2 ca;
    private readonly HttpClient client;

    public AdmissionClient(string address, string caPem)
    {
        ca = X509Certificate2.CreateFromPem(caPem);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(ca);
        var tls = new SslClientAuthenticationOptions { CertificateChainPolicy = trust };
        client = new(new SocketsHttpHandler { UseProxy = false, SslOptions = tls }) { BaseAddress = new(address) };
    }

    /// <summary>The <c>response</c> of the answer to one AdmissionReview.</summary>
    public async Task<JsonObject> ReviewAsync(string path, Stream review, CancellationToken cancellation)
    {
        using var content = new StreamContent(review);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellation);
        var body = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode && JsonNode.Parse(body)?["response"] is JsonObject response
            ? response
            : throw new HttpRequestException($"{path} answered {(int)answer.StatusCode}: {body}");
    }

    public void Dispose()
    {
        client.Dispose();
        ca.Dispose();
    }
}
