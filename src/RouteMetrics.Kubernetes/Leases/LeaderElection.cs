using Microsoft.Extensions.Logging;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Kubernetes.Leases;

/// <summary>
/// Leader election with a Lease. A leader that cannot renew stops before another may take over; a graceful stop releases the lease at once.
/// Throws <see cref="ArgumentException"/> for invalid options.
/// </summary>
public sealed class LeaderElection(KubernetesApi api, LeaseOptions options, TimeProvider time, ILogger log)
{
    private readonly LeaseContender contender = new(api, Valid(options), time);
    private readonly RepeatFilter filter = new();
    private volatile CancellationTokenSource? deadline;

    /// <summary>The lease is ours and not expired.</summary>
    public bool IsLeader => deadline is { IsCancellationRequested: false };

    /// <summary>
    /// Calls <paramref name="lead"/> each time the lease is acquired. Its token is cancelled when the lease is lost or <paramref
    /// name="ct"/> is cancelled; then it must end soon. When it ends, the lease is released and its exception rethrown.
    /// </summary>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken ct)
    {
        while (await AcquireAsync(ct) is { } renewed)
        {
            if (await HoldAsync(lead, renewed, ct))
            {
                return;
            }
        }
    }

    private static LeaseOptions Valid(LeaseOptions options) => options.Faults() is { Count: > 0 } faults
        ? throw new ArgumentException(string.Join("; ", faults), nameof(options))
        : options;

    // When the successful request was sent; null if cancelled before.
    private async Task<long?> AcquireAsync(CancellationToken ct)
    {
        var known = "";
        try
        {
            while (true)
            {
                var sent = time.GetTimestamp();
                if (await TryAsync(sent, ct))
                {
                    return sent;
                }

                if (contender.Holder.Length > 0 && contender.Holder != known)
                {
                    known = contender.Holder;
                    log.Waiting(options.Namespace, options.Name, known);
                }

                await Task.Delay(Backoff.Jittered(options.RetryPeriod, LeaseOptions.Jitter), time, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
    }

    // True if the work ended while the lease was ours.
    private async Task<bool> HoldAsync(Func<CancellationToken, Task> lead, long sent, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(Left(sent), time);
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        deadline = late;
        log.Leading(options.Namespace, options.Name, options.Identity);
        var work = Task.Run(() => lead(leading.Token), CancellationToken.None);
        var isOurs = false;
        try
        {
            isOurs = await RenewAsync(work, sent, late);
        }
        finally
        {
            deadline = null;
            await late.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await EndAsync(isOurs);
        }

        // Rethrows its failure, unless it was asked to stop and did.
        if (!work.IsCanceled || (isOurs && !ct.IsCancellationRequested))
        {
            await work;
        }

        return isOurs;
    }

    // True when the work has ended, also on request; false when the lease is lost.
    private async Task<bool> RenewAsync(Task work, long sent, CancellationTokenSource late)
    {
        while (true)
        {
            await Task.WhenAny(work, Task.Delay(options.RetryPeriod, time, late.Token));
            if (work.IsCompleted || late.IsCancellationRequested)
            {
                return !late.IsCancellationRequested;
            }

            var now = time.GetTimestamp();
            if (await TryAsync(sent, CancellationToken.None))
            {
                sent = now;
                late.CancelAfter(Left(sent));
            }
            else if (contender.Holder != options.Identity)
            {
                return false;
            }
        }
    }

    private async Task EndAsync(bool isOurs)
    {
        if (!isOurs)
        {
            log.Lost(options.Namespace, options.Name, contender.Holder);
            return;
        }

        using var limit = new CancellationTokenSource(options.RenewDeadline, time);
        try
        {
            await contender.ReleaseAsync(limit.Token);
            log.Released(options.Namespace, options.Name);
        }
        catch (Exception failure) when (failure is KubernetesApiException or OperationCanceledException)
        {
            log.NotReleased(options.Namespace, options.Name, failure.Message);
        }
    }

    // Half of the remaining time; without an answer, the other half on a new connection.
    private async Task<bool> TryAsync(long sent, CancellationToken ct) =>
        await TryOnceAsync(Left(sent) / 2, ct) ?? await TryOnceAsync(Left(sent), ct) ?? false;

    // Null: no answer.
    private async Task<bool?> TryOnceAsync(TimeSpan limit, CancellationToken ct)
    {
        using var own = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, own.Token);
        try
        {
            var isOurs = await contender.TryHoldAsync(either.Token);
            filter.Forget(options.Name);
            return isOurs;
        }
        catch (KubernetesApiException failure)
        {
            Report(failure.Message);
            return false;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            contender.Reconnect();
            Report("the server does not answer");
            return null;
        }
    }

    private void Report(string fault)
    {
        if (filter.IsNew(options.Name, fault))
        {
            log.Failing(options.Namespace, options.Name, fault);
        }
    }

    private TimeSpan Left(long sent)
    {
        var left = options.RenewDeadline - time.GetElapsedTime(sent);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
