using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Testing;

/// <summary>A request as a scripted server saw it: <c>VERB path?query</c>, its headers, its body, the name of its client certificate, how and over which connection it came.</summary>
internal sealed record SeenRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body, string? Client, string Protocol, string Connection);

/// <summary>
/// An HTTPS server on a free port of 127.0.0.1 that gives its requests the answers of a script, in order; when there are no more, silence,
/// or what it is given for that.
/// </summary>
internal sealed partial class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Answer> script;
    private readonly ConcurrentQueue<SeenRequest> requests = new();
    private readonly SemaphoreSlim arrivals = new(0);

    private ScriptedServer(WebApplication app, TestAuthority authority, IEnumerable<Answer> script)
    {
        this.app = app;
        this.script = new(script);
        Authority = authority;
    }

    public TestAuthority Authority { get; }

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IReadOnlyList<SeenRequest> Requests => [.. requests];

    /// <summary>The requests in short; numbers that are chosen at random are N.</summary>
    public IReadOnlyList<string> Lines => [.. requests.Select(request => Chosen().Replace(request.Line, "timeoutSeconds=N"))];

    public static Task<ScriptedServer> StartAsync(params Answer[] script) => StartAsync(new TestAuthority(), ["127.0.0.1"], script);

    public static async Task<ScriptedServer> StartAsync(
        TestAuthority authority, string[] names, Answer[] script, HttpProtocols protocols = HttpProtocols.Http1AndHttp2, Answer? otherwise = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = authority.Server(names);
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        var server = new ScriptedServer(builder.Build(), authority, script) { Otherwise = otherwise ?? Answers.Silence };
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>The answer when the script has run out.</summary>
    public Answer Otherwise { get; init; } = Answers.Silence;

    /// <summary>Waits until so many requests have come.</summary>
    public async Task<IReadOnlyList<SeenRequest>> ReceivedAsync(int count)
    {
        while (requests.Count < count)
        {
            await arrivals.WaitAsync(TestContext.Current.CancellationToken);
        }

        return Requests;
    }

    /// <summary>A kubeconfig that trusts this server; <paramref name="user"/> in YAML flow style.</summary>
    public string Kubeconfig(string user = "{token: secret}", string cluster = "") => $$$"""
        apiVersion: v1
        kind: Config
        current-context: test
        clusters: [{name: test, cluster: {server: "{{{Address}}}", certificate-authority-data: {{{Base64(Authority.Pem)}}}{{{cluster}}}}}]
        users: [{name: test, user: {{{user}}}}]
        contexts: [{name: test, context: {cluster: test, user: test}}]
        """;

    public ClusterConnection Connect(string user = "{token: secret}", string cluster = "") => Connection.Of(Kubeconfig(user, cluster));

    public KubernetesApi Api(TimeProvider? time = null) => new(Connect(), null, time);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        arrivals.Dispose();
    }

    public static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("timeoutSeconds=[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Chosen();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        request.EnableBuffering();
        using var body = new StreamReader(request.Body, leaveOpen: true);
        requests.Enqueue(new(
            $"{request.Method} {request.Path}{request.QueryString}",
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await body.ReadToEndAsync(),
            context.Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            request.Protocol,
            context.Connection.Id));
        request.Body.Position = 0;
        var answer = script.TryDequeue(out var next) ? next : Otherwise;
        arrivals.Release();
        await answer(context);
    }
}
