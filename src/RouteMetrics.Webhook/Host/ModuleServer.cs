using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Host;

/// <summary>Serves wasm modules over plain HTTP on a port of their own: agents have no client certificate and verify the digest.</summary>
internal sealed class ModuleServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ModuleServer(WebApplication app) => this.app = app;

    /// <summary>Such as <c>http://[::]:8080</c>, with the actual port.</summary>
    public string Address => app.Urls.First();

    /// <summary>Starts to listen. Throws <see cref="IOException"/> if the address is not available.</summary>
    public static async Task<ModuleServer> StartAsync(
        ServeOptions options, IReadOnlyList<ServedModule> modules, JsonLog logs, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = Environments.Production });
        builder.Logging.AddProvider(logs);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        var host = builder.Build();
        host.Run(context => AnswerAsync(context, modules));
        await host.StartOrDisposeAsync(cancellationToken);
        var server = new ModuleServer(host);
        foreach (var module in modules)
        {
            logs.CreateLogger("RouteMetrics").ServingModule($"{server.Address}{module.Path}", module.Sha256);
        }

        return server;
    }

    /// <summary>Stops listening and completes with the last download; at once when cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<ServedModule> modules)
    {
        if (modules.FirstOrDefault(module => context.Request.Path == module.Path) is not { } module)
        {
            if (BuiltinModule.IsPath(context.Request.Path) && modules.Any(static module => module.Path == BuiltinModule.Path))
            {
                return OtherVersionAsync(context);
            }

            var paths = string.Join(" and ", modules.Select(static module => module.Path));
            return Answers.TextAsync(context, StatusCodes.Status404NotFound, $"there is nothing here but {paths}\n");
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return Answers.TextAsync(context, StatusCodes.Status405MethodNotAllowed, "the method has to be one of: GET, HEAD\n");
        }

        // ASP.NET Core handles ETag, If-None-Match, If-Range, Range and HEAD.
        var tag = new EntityTagHeaderValue($"\"{module.Sha256}\"");
        return TypedResults.Bytes(module.Content, "application/wasm", enableRangeProcessing: true, entityTag: tag).ExecuteAsync(context);
    }

    // A replica of that version may serve beside this one: agents try again after 503, but not after 404 (istio pkg/wasm/httpfetcher.go),
    // and another connection may lead to another replica.
    private static Task OtherVersionAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        return Answers.TextAsync(
            context, StatusCodes.Status503ServiceUnavailable, $"this replica serves another version of the module: {BuiltinModule.Path}\n");
    }

    private static void Configure(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        ConnectionLimits.Apply(kestrel.Limits);
        kestrel.ListenAt(options.ListenAddress, options.ModulePort, static listen => listen.Protocols = HttpProtocols.Http1);
    }
}
