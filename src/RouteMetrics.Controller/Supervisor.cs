namespace RouteMetrics.Controller;

/// <summary>Runs work until it is cancelled.</summary>
internal static class Supervisor
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Logs an exception and restarts the work after a pause: a bug in one part must not stop the others.</summary>
    public static async Task RunAsync(
        string name, Func<CancellationToken, Task> work, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await work(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is: admission goes on, and so does the rest.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                log.WorkCrashed(fault, name);
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
