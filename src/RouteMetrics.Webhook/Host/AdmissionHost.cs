using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace RouteMetrics.Webhook.Host;

/// <summary>Composes the HTTPS server: Kestrel with its TLS and log, and the paths of admission and probes.</summary>
internal static class AdmissionHost
{
    /// <summary>Everything wired and nothing started.</summary>
    public static WebApplication Build(
        ServeOptions options, ServeInputs inputs, Readiness readiness, JsonLog logs, ILogger log, TimeProvider time)
    {
        var handshakes = new HandshakeFailures(new Refusals(log, time));
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = Environments.Production });
        builder.Logging.AddProvider(logs).AddProvider(handshakes).AddFilter<HandshakeFailures>(HandshakeFailures.Category, LogLevel.Debug);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options, inputs, handshakes));
        // The container disposes of it with the host.
        builder.Services.AddSingleton(_ => new AdmissionEndpoint(inputs.Settings, inputs.Namespaces, inputs.Snapshot, log, time));
        var host = builder.Build();
        var admission = host.Services.GetRequiredService<AdmissionEndpoint>();
        var pipeline = new RequestPipeline(admission, new ProbeEndpoint(readiness), readiness);
        host.Run(context => UntilClientLeavesAsync(pipeline, context));
        return host;
    }

    // A client that disconnects in the middle of a request is neither an error nor worth a log line.
    private static async Task UntilClientLeavesAsync(RequestPipeline pipeline, HttpContext context)
    {
        try
        {
            await pipeline.InvokeAsync(context);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static void Configure(KestrelServerOptions kestrel, ServeOptions options, ServeInputs inputs, HandshakeFailures handshakes)
    {
        kestrel.AddServerHeader = false;
        ConnectionLimits.Apply(kestrel.Limits);
        kestrel.ListenAt(options.ListenAddress, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(new ConnectionTable(ConnectionTable.Usual).Around);
            listen.Use(handshakes.Around);
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = context => new(TlsFor(context.Connection, inputs)),
                HandshakeTimeout = ConnectionLimits.Handshake,
            });
            listen.Use(handshakes.Within);
        });
    }

    // Per connection, so that each gets the current certificate.
    private static SslServerAuthenticationOptions TlsFor(ConnectionContext connection, ServeInputs inputs)
    {
        var tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = inputs.Certificate.Value.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
        if (inputs.Clients is { } clients)
        {
            var standing = new ClientStanding();
            connection.Features.Set(standing);
            tls.ClientCertificateRequired = true;
            // A resumed session would not present its certificate again.
            tls.AllowTlsResume = false;
            // Everyone may connect, since probes have no certificate; admission checks each request.
#pragma warning disable CA5359
            tls.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                standing.Standing = clients.Value.Judge(certificate, chain);
                return true;
            };
#pragma warning restore CA5359
        }

        return tls;
    }
}
