using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry.Metrics;

namespace RouteMetrics.Webhook.Host;

/// <summary>
/// Serves <c>/metrics</c> over plain HTTP on its own port: who scrapes has no client certificate of the API server. No metric holds what
/// users wrote, but for the names of ten namespaces.
/// </summary>
internal sealed class MetricsServer : IAsyncDisposable
{
    public const string Path = "/metrics";

    private readonly WebApplication app;

    private MetricsServer(WebApplication app) => this.app = app;

    /// <summary>Starts to listen. Throws <see cref="IOException"/> if the address is not available.</summary>
    public static async Task<MetricsServer> StartAsync(
        ServeOptions options, MeterProvider metrics, JsonLog logs, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = Environments.Production });
        builder.Logging.AddProvider(logs);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        var host = builder.Build();
        host.UseOpenTelemetryPrometheusScrapingEndpoint(
            metrics, static context => HttpMethods.IsGet(context.Request.Method) && context.Request.Path == Path, null, null, null);
        host.Run(static context => Answers.TextAsync(context, StatusCodes.Status404NotFound, $"there is nothing here but GET {Path}\n"));
        await host.StartOrDisposeAsync(cancellationToken);
        logs.CreateLogger("RouteMetrics").ServingMetrics($"{host.Urls.First()}{Path}");
        return new(host);
    }

    /// <summary>Stops listening and completes with the last answer; at once when cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        ConnectionLimits.Apply(kestrel.Limits);
        kestrel.ListenAt(
            options.ListenAddress, options.MetricsPort ?? ServeOptions.UsualMetricsPort, static listen => listen.Protocols = HttpProtocols.Http1);
    }
}
