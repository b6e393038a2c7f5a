namespace RouteMetrics.Webhook.Serving;

/// <summary>The life of <c>serve</c>: start, serve, drain, stop.</summary>
public static class ServeProcess
{
    private const int Stopped = 0;
    private const int Aborted = 1;
    private const int NotStarted = 2;

    /// <summary>A review takes microseconds; this is for bodies that are still arriving.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Serves until SIGTERM, SIGINT or the token asks to stop. Exit code 0 after a graceful stop, 1 after a second signal, 2 if it could not start. The log
    /// goes to <paramref name="standardError"/>; <paramref name="standardOutput"/> gets the PEM of an ephemeral CA that has no file.
    /// </summary>
    public static async Task<int> RunAsync(ServeOptions options, TextWriter standardOutput, TextWriter standardError, CancellationToken cancellationToken)
    {
        using var stop = new StopRequests(cancellationToken);
        return await RunAsync(options, standardOutput, standardError, stop);
    }

    internal static async Task<int> RunAsync(ServeOptions options, TextWriter standardOutput, TextWriter standardError, StopRequests stop)
    {
        await using var logs = new JsonLog(standardError, TimeProvider.System);
        var log = logs.CreateLogger("RouteMetrics");
        List<string> faults = [];
        await using var server = await StartAsync(options, standardOutput, logs, faults);
        if (server is null)
        {
            faults.ForEach(log.StartRefused);
            return NotStarted;
        }

        await UntilAsync(Timeout.InfiniteTimeSpan, stop.Asked);
        server.Drain();
        log.Draining(options.DrainTime.TotalSeconds);
        await UntilAsync(options.DrainTime, stop.Insisted);
        return await StopAsync(server, log, stop.Insisted);
    }

    private static async Task<AdmissionServer?> StartAsync(ServeOptions options, TextWriter standardOutput, JsonLog logs, List<string> faults)
    {
        if (ServeInputs.Load(options, TimeProvider.System, faults) is not { } inputs)
        {
            return null;
        }

        try
        {
            // To be asked to stop meanwhile is to drain and stop afterwards.
            var server = await AdmissionServer.StartAsync(options, inputs, logs, TimeProvider.System, CancellationToken.None);
            return await PublishAsync(inputs.CaPem, options.CaOut, standardOutput, server);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The address cannot be had, or the file of the CA not be written.
            faults.Add(refused.Message);
            return null;
        }
    }

    private static async Task<AdmissionServer> PublishAsync(string? caPem, string? file, TextWriter standardOutput, AdmissionServer server)
    {
        try
        {
            await PublishAsync(caPem, file, standardOutput);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static async Task PublishAsync(string? caPem, string? file, TextWriter standardOutput)
    {
        if (caPem is not null && file is not null)
        {
            await File.WriteAllTextAsync(file, caPem);
        }
        else if (caPem is not null)
        {
            await standardOutput.WriteAsync(caPem);
            await standardOutput.FlushAsync();
        }
    }

    private static async Task<int> StopAsync(AdmissionServer server, ILogger log, CancellationToken insisted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(insisted);
        limit.CancelAfter(StopTime);
        await server.StopAsync(limit.Token);
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
