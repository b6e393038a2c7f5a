using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RouteMetrics.Core.Settings;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

/// <summary>A server on a free port of the loopback address, with its log, and clients that trust its certificate alone.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly JsonLog logs;
    private readonly LogText written;
    private bool isDisposed;

    private RunningServer(AdmissionServer server, ServeInputs inputs, JsonLog logs, LogText written)
    {
        Server = server;
        Inputs = inputs;
        this.logs = logs;
        this.written = written;
    }

    public AdmissionServer Server { get; }

    public ServeInputs Inputs { get; }

    public Uri Address => new(Server.Address);

    public static Task<RunningServer> StartAsync() => StartAsync(new ServeOptions { EphemeralTls = true });

    public static async Task<RunningServer> StartAsync(ServeOptions options, RouteMetricsSettings? settings = null)
    {
        List<string> faults = [];
        var inputs = ServeInputs.Load(options, TimeProvider.System, faults);
        Assert.Empty(faults);
        inputs = settings is null ? inputs! : inputs! with { Settings = new(settings) };
        var text = new LogText();
        var log = new JsonLog(text, TimeProvider.System);
        options = options with { ListenAddress = options.ListenAddress == "::" ? "127.0.0.1" : options.ListenAddress, Port = 0 };
        var server = await AdmissionServer.StartAsync(options, inputs, log, TimeProvider.System, TestContext.Current.CancellationToken);
        return new(server, inputs, log, text);
    }

    /// <summary>A client that speaks exactly this version, and presents this certificate if it is asked for one.</summary>
    public HttpClient Client(Version? version = null, X509Certificate2? certificate = null, string? trust = null)
    {
        var handler = new SocketsHttpHandler { SslOptions = TrustingOnly(trust ?? Inputs.CaPem!) };
        if (certificate is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return new(handler)
        {
            BaseAddress = Address,
            DefaultRequestVersion = version ?? HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public static SslClientAuthenticationOptions TrustingOnly(string caPem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(caPem);
        return new() { CertificateChainPolicy = policy };
    }

    public static ByteArrayContent Json(string text) => Json(Encoding.UTF8.GetBytes(text));

    public static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    /// <summary>Status and body of one POST.</summary>
    public static async Task<(int Status, string Body)> PostAsync(HttpClient client, string path, HttpContent content)
    {
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Status and body of one GET.</summary>
    public static async Task<(int Status, string Body)> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The lines of one event, once the log is written out; the server is gone then.</summary>
    public async Task<IReadOnlyList<string>> LogOfAsync(string @event)
    {
        await DisposeAsync();
        return [.. written.Lines.Where(line => line.Contains($"\"event\":\"{@event}\"", StringComparison.Ordinal))];
    }

    /// <summary>Waits until a line of this event is there.</summary>
    public Task<string> LoggedAsync(string @event) => written.LineOfAsync(@event);

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        await Server.DisposeAsync();
        await logs.DisposeAsync();
    }
}
