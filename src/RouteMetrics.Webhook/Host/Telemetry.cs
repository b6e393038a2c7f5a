using System.Net.Sockets;

namespace RouteMetrics.Webhook.Host;

/// <summary>The life of what the process tells of itself: exporters, the port for Prometheus, and what is observed.</summary>
internal sealed class Telemetry : IAsyncDisposable
{
    private readonly Exporters? exporters;
    private readonly MetricsServer? server;
    private StateMetrics? state;

    private Telemetry(Exporters? exporters, MetricsServer? server) => (this.exporters, this.server) = (exporters, server);

    /// <summary>A port that was asked for and is not available is a fault; the usual one is only logged.</summary>
    public static async Task<Telemetry> StartAsync(ServeOptions options, JsonLog logs, List<string> faults)
    {
        if (Exporters.Start(toPrometheus: true) is not { } exporters)
        {
            return new(null, null);
        }

        try
        {
            return new(exporters, await MetricsServer.StartAsync(options, exporters.Metrics, logs, CancellationToken.None));
        }
        catch (Exception refused) when (refused is IOException or SocketException or UnauthorizedAccessException)
        {
            var why = refused.Message.TrimEnd('.');
            if (options.MetricsPort is { } port)
            {
                faults.Add(
                    $"--listen {options.ListenAddress} --metrics-port {port}: cannot listen: {why}; give an address of this host and a "
                    + "free port, above 1023 without privileges");
            }
            else
            {
                logs.CreateLogger("RouteMetrics").MetricsNotServed(ServeOptions.UsualMetricsPort, why);
            }

            return new(exporters, null);
        }
    }

    /// <summary>From now on the state of these is told, too.</summary>
    public void Observe(ServeInputs inputs, AdmissionServer admission, ClusterWork? cluster, JsonLog logs) =>
        state = exporters is null ? null : new(inputs, admission, cluster, logs);

    public async ValueTask DisposeAsync()
    {
        await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        exporters?.Dispose();
        state?.Dispose();
    }
}
