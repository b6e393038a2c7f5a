using RouteMetrics.Controller.Certificates;

namespace RouteMetrics.Webhook.Host;

/// <summary>The life of the HTTPS server of admission and probes: warm up, watch files and certificate, drain, stop.</summary>
internal sealed class AdmissionServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Readiness readiness;
    private readonly CancellationTokenSource watching = new();
    private readonly CancellationTokenSource managing = new();
    private readonly Task watched;
    private readonly SelfManagedCertificate? selfManaged;
    private readonly Task managed;
    private Task becomingReady = Task.CompletedTask;

    private AdmissionServer(
        WebApplication app, Readiness readiness, ServeInputs inputs, TimeSpan pollInterval, ILogger log, TimeProvider time)
    {
        this.app = app;
        this.readiness = readiness;
        Address = app.Urls.First();
        var life = new CertificateLife(readiness, log);
        life.Check(inputs.Certificate.Value, time.GetUtcNow());
        watched = WatchAsync(inputs, pollInterval, life, log, time);
        selfManaged = SelfManagedFor(inputs, log, time);
        managed = selfManaged?.RunAsync(managing.Token) ?? Task.CompletedTask;
    }

    // Null unless the replicas manage the certificate themselves.
    private SelfManagedCertificate? SelfManagedFor(ServeInputs inputs, ILogger log, TimeProvider time)
    {
        if (inputs is not { Cluster: { } cluster, SelfManaged: { } terms })
        {
            return null;
        }

        var certificate = new SelfManagedCertificate(
            cluster.Connection, inputs.Settings.Value.OwnNamespace, terms, leaf => inputs.Serve(ServingCertificate.From(leaf), log), time,
            log);
        readiness.CertificateObjection = () => certificate.Objection;
        return certificate;
    }

    /// <summary>Such as <c>https://[::]:9443</c>, with the actual port.</summary>
    public string Address { get; }

    /// <summary>The status of the self-managed certificate; null if there is none.</summary>
    public CertificateStatus? Certificate => selfManaged?.Status;

    /// <summary>As the readiness probe has it.</summary>
    public bool IsReady => readiness.Reason is null;

    /// <summary>Starts to listen, warms up and becomes ready. Throws <see cref="IOException"/> if the address is not available.</summary>
    public static async Task<AdmissionServer> StartAsync(
        ServeOptions options, ServeInputs inputs, JsonLog logs, TimeProvider time, CancellationToken cancellationToken)
    {
        var log = logs.CreateLogger("RouteMetrics");
        var state = new Readiness();
        var host = AdmissionHost.Build(options, inputs, state, logs, log, time);
        await host.StartOrDisposeAsync(cancellationToken);
        var server = new AdmissionServer(host, state, inputs, options.PollInterval, log, time);
        log.Listening(server.Address);
        if (inputs.SelfManaged is null)
        {
            log.CertificateLoaded(inputs.Certificate.Value.Leaf.Subject, inputs.Certificate.Value.Leaf.NotAfter.ToUniversalTime());
        }

        server.becomingReady = server.BecomeReadyAsync(inputs, log);
        return server;
    }

    /// <summary>Fails readiness but keeps serving until the API server and its proxies have noticed that this endpoint leaves.</summary>
    public void Drain()
    {
        readiness.Drain();

        // Nobody waits for this replica to renew a certificate, and an uninstallation must not find the Secret written again.
        managing.Cancel();
    }

    /// <summary>Stops listening and completes with the last request in flight; at once when cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await watching.CancelAsync();
        await managing.CancelAsync();
        await watched;
        await becomingReady;
        await managed;
        selfManaged?.Dispose();
        watching.Dispose();
        managing.Dispose();
        await app.DisposeAsync();
    }

    private async Task BecomeReadyAsync(ServeInputs inputs, ILogger log)
    {
        try
        {
            WarmUp.Run(inputs.Settings.Value);
            readiness.Await("the namespaces of the cluster are not known yet");
            await inputs.NamespacesKnown.WaitAsync(watching.Token);
            await (selfManaged?.Trusted ?? Task.CompletedTask).WaitAsync(watching.Token);
            readiness.Ready();
            log.Ready();
        }
        catch (OperationCanceledException) when (watching.IsCancellationRequested)
        {
            // The server is being disposed of.
        }
#pragma warning disable CA1031 // Whatever it is: probes go on telling that this process must not get reviews.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            readiness.NotReady("self-admission failed; the log has the reason");
            log.SelfAdmissionFailed(fault);
        }
    }

    private async Task WatchAsync(ServeInputs inputs, TimeSpan interval, CertificateLife life, ILogger log, TimeProvider time)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(watching.Token))
            {
                Poll(inputs, life, log, time.GetUtcNow());
            }
        }
        catch (OperationCanceledException)
        {
            // The server is being disposed of.
        }
    }

    private static void Poll(ServeInputs inputs, CertificateLife life, ILogger log, DateTimeOffset now)
    {
        try
        {
            inputs.Poll(log, now);
            life.Check(inputs.Certificate.Value, now);
        }
#pragma warning disable CA1031 // Whatever it is: one look that fails must not be the last one.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LookFailed(fault);
        }
    }
}
