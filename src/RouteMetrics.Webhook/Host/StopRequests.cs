using System.Runtime.InteropServices;

namespace RouteMetrics.Webhook.Host;

/// <summary>
/// The first request (a signal, or the caller's token) drains and stops; a second signal stops at once. The caller's token does not count
/// twice, since the caller may cancel it on the same signal.
/// </summary>
internal sealed class StopRequests : IDisposable
{
    // The usual ones; and those of a terminal that is gone, and of images that ask to be stopped by SIGQUIT.
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly CancellationTokenSource asked = new();
    private readonly CancellationTokenSource insisted = new();
    private readonly CancellationTokenRegistration callers;
    private readonly List<PosixSignalRegistration> signals = [];
    private int count;

    public StopRequests(CancellationToken caller)
    {
        callers = caller.Register(asked.Cancel);
        foreach (var signal in Signals)
        {
            signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Signal();
            }));
        }
    }

    /// <summary>Cancelled to drain and stop.</summary>
    public CancellationToken Asked => asked.Token;

    /// <summary>Cancelled to stop at once.</summary>
    public CancellationToken Insisted => insisted.Token;

    /// <summary>Handles a signal.</summary>
    public void Signal()
    {
        var source = Interlocked.Increment(ref count) == 1 ? asked : insisted;
        source.Cancel();
    }

    public void Dispose()
    {
        signals.ForEach(signal => signal.Dispose());
        callers.Dispose();
        asked.Dispose();
        insisted.Dispose();
    }
}
