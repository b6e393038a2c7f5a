namespace RouteMetrics.Webhook.Host;

/// <summary>The life of <c>serve</c>: start, serve, drain, stop.</summary>
public static class ServeProcess
{
    private const int Stopped = 0;
    private const int Aborted = 1;
    private const int NotStarted = 2;

    /// <summary>A review takes microseconds; this is for bodies still arriving.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Serves until SIGTERM, SIGINT or the token. Exit code 0 after a graceful stop, 1 after a second signal, 2 if it cannot start. Logs to
    /// <paramref name="standardError"/>; an ephemeral CA without a file goes to <paramref name="standardOutput"/>.
    /// </summary>
    public static async Task<int> RunAsync(
        ServeOptions options, TextWriter standardOutput, TextWriter standardError, CancellationToken cancellationToken)
    {
        using var stop = new StopRequests(cancellationToken);
        return await RunAsync(options, standardOutput, standardError, stop);
    }

    internal static async Task<int> RunAsync(ServeOptions options, TextWriter standardOutput, TextWriter standardError, StopRequests stop)
    {
        await using var logs = new JsonLog(standardError, TimeProvider.System);
        var log = logs.CreateLogger("RouteMetrics");
        List<string> faults = [];
        if (ServeInputs.Load(options, TimeProvider.System, faults) is not { } inputs)
        {
            return Refused(faults, log);
        }

        await using var cluster = inputs.Cluster is { } access ? new ClusterWork(inputs, access, TimeProvider.System, log) : null;
        if (cluster is not null)
        {
            inputs = inputs with
            {
                Namespaces = cluster.Namespaces,
                Snapshot = cluster.Snapshot,
                NamespacesKnown = cluster.KnowsNamespaces,
            };
        }

        await using var telemetry = await Telemetry.StartAsync(options, logs, faults);
        await using var listeners = faults.Count > 0 ? null : await StartAsync(options, inputs, standardOutput, logs, faults);
        if (listeners is null)
        {
            return Refused(faults, log);
        }

        telemetry.Observe(inputs, listeners.Admission, cluster, logs);
        Join(cluster, inputs, log);
        await UntilAsync(Timeout.InfiniteTimeSpan, stop.Asked);
        listeners.Admission.Drain();
        log.Draining(options.DrainTime.TotalSeconds);
        await Task.WhenAll(LeaveAsync(cluster, stop.Insisted), UntilAsync(options.DrainTime, stop.Insisted));
        return await StopAsync(listeners, log, stop.Insisted);
    }

    private static int Refused(List<string> faults, ILogger log)
    {
        faults.ForEach(log.StartRefused);
        return NotStarted;
    }

    private static void Join(ClusterWork? cluster, ServeInputs inputs, ILogger log)
    {
        if (cluster is null || inputs.Cluster is not { } access)
        {
            log.AdmissionOnly();
            return;
        }

        log.InCluster(access.Connection.Server, inputs.Settings.Value.OwnNamespace, access.Identity);
        cluster.Start();
    }

    // Before the drain time, so that another replica leads while this one still answers.
    private static async Task LeaveAsync(ClusterWork? cluster, CancellationToken insisted) =>
        await (cluster?.StopAsync() ?? Task.CompletedTask).WaitAsync(insisted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task<Listeners?> StartAsync(
        ServeOptions options, ServeInputs inputs, TextWriter standardOutput, JsonLog logs, List<string> faults)
    {
        if (!await WriteCaAsync(inputs.CaPem, options.CaOut, faults)
            || await Listeners.StartAsync(options, inputs, logs, faults) is not { } listeners)
        {
            return null;
        }

        if (inputs.CaPem is not null && options.CaOut is null)
        {
            await standardOutput.WriteAsync(inputs.CaPem);
            await standardOutput.FlushAsync();
        }

        return listeners;
    }

    // Before listening, so that whoever waits for the port finds the CA.
    private static async Task<bool> WriteCaAsync(string? caPem, string? file, List<string> faults)
    {
        if (caPem is null || file is null)
        {
            return true;
        }

        try
        {
            await File.WriteAllTextAsync(file, caPem);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add(
                $"--ca-out {file}: cannot be written: {refused.Message.TrimEnd('.')}; give a file in a folder that exists and may be "
                + "written to");
            return false;
        }
    }

    private static async Task<int> StopAsync(Listeners listeners, ILogger log, CancellationToken insisted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(insisted);
        limit.CancelAfter(StopTime);
        await listeners.StopAsync(limit.Token);
        if (insisted.IsCancellationRequested)
        {
            log.Aborted();
            return Aborted;
        }

        log.Stopped();
        return Stopped;
    }

    private static async Task UntilAsync(TimeSpan time, CancellationToken cancelled) =>
        await Task.Delay(time, cancelled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
