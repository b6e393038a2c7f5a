using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>The API server's answer: a JSON object, which is a <c>Status</c> when it refuses.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonObject Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The object; the test ends with what the server said when there is none.</summary>
    public JsonObject Object
    {
        get
        {
            Assert.True(IsSuccess, $"{(int)Status}: {Body["message"]}");
            return Body;
        }
    }
}

/// <summary>Requests of a cluster-admin that kubectl would be too slow for, or cannot make.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient http;
    private readonly X509Certificate2 admin;

    /// <summary>With the certificates that <c>local-cluster</c> has written into this folder.</summary>
    public ApiClient(Uri server, string folder)
    {
        admin = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "admin.crt"), Path.Combine(folder, "admin.key"));
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(Path.Combine(folder, "ca.crt"));
        var handler = new SocketsHttpHandler
        {
            SslOptions = { CertificateChainPolicy = trust, LocalCertificateSelectionCallback = (_, _, _, _, _) => admin },
            EnableMultipleHttp2Connections = true,
        };
        http = new(handler)
        {
            BaseAddress = server,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> PatchAsync(string path, JsonNode mergePatch) => SendAsync(HttpMethod.Patch, path, mergePatch, "application/merge-patch+json");

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <summary>Hands over each event of a watch from a resourceVersion on, until it is cancelled.</summary>
    public async Task WatchAsync(string path, string resourceVersion, Action<JsonObject> take, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?watch=1&resourceVersion={resourceVersion}");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(stop));
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            take(JsonNode.Parse(line)!.AsObject());
        }
    }

    public void Dispose()
    {
        http.Dispose();
        admin.Dispose();
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(contentType));
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new(response.StatusCode, Parse(text));
    }

    // Health checks answer in plain text.
    private static JsonObject Parse(string text) =>
        text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : new JsonObject { ["message"] = text };
}
