using Microsoft.Extensions.Logging.Abstractions;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Leases;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>
/// Removes everything of an installation, in an order in which nothing comes back: first the webhooks, so that nobody waits for them; then
/// the pods; the rest while this process holds the Lease, so that no controller can write. An interrupted run can be repeated.
/// </summary>
internal sealed class Uninstallation(
    KubernetesApi api, string ownNamespace, bool leaveMesh, TextWriter output, TextWriter progress, TimeProvider time)
{
    /// <summary>Far longer than the pods' grace period (30 s) and the lease of a crashed leader (15 s).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(5);

    /// <summary>A Namespace takes four; an admission in flight may write an annotation again, but not so often.</summary>
    private const int Rounds = 7;

    private readonly Inventory inventory = new(api, ownNamespace, leaveMesh, time);

    /// <summary>Prints what would be removed, and what stays.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        var found = await inventory.ObjectsAsync(ct);
        foreach (var remnant in await AroundAsync(found.Remnants, ct))
        {
            await output.WriteLineAsync($"would remove {remnant}");
        }

        await TellLeftAsync(found.Left);
    }

    /// <summary>Returns why something is left; null if nothing is.</summary>
    public async Task<string?> RunAsync(CancellationToken ct)
    {
        await TellLeftAsync((await inventory.ObjectsAsync(ct)).Left);
        await RemoveAsync(await inventory.ConfigurationsAsync(ct), ct);
        if (await inventory.DeploymentAsync(ct) is { } deployment)
        {
            await RemoveAsync([deployment], ct);
        }

        if (!await PodsEndAsync(ct))
        {
            return $"pods of {ownNamespace}/{Inventory.Name} still run after {Patience.TotalSeconds:0} s; end them, and uninstall again";
        }

        var left = await AsLeaderAsync(ct);
        if (left is null)
        {
            await RemoveAsync([.. new[] { await inventory.MarkAsync(ct), await inventory.LeaseAsync(ct) }.OfType<Remnant>()], ct);
        }

        return left;
    }

    private async Task TellLeftAsync(IReadOnlyList<string> left)
    {
        foreach (var line in left)
        {
            await output.WriteLineAsync($"will leave {line}");
        }
    }

    private async Task<IReadOnlyList<Remnant>> AroundAsync(IReadOnlyList<Remnant> objects, CancellationToken ct) =>
    [
        .. await inventory.ConfigurationsAsync(ct),
        .. new[] { await inventory.DeploymentAsync(ct) }.OfType<Remnant>(),
        .. objects,
        .. new[] { await inventory.MarkAsync(ct), await inventory.LeaseAsync(ct) }.OfType<Remnant>(),
    ];

    private async Task<bool> PodsEndAsync(CancellationToken ct)
    {
        var start = time.GetTimestamp();
        for (var second = 0; await inventory.PodsAsync(ct) is > 0 and var pods; second++)
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                return false;
            }

            if (second % BetweenNotes.Seconds == 0)
            {
                await NoteAsync($"{pods} {(pods == 1 ? "pod" : "pods")} of {ownNamespace}/{Inventory.Name} to end", start);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
        }

        return true;
    }

    private async Task NoteAsync(string what, long start) =>
        await progress.WriteLineAsync($"waiting for {what}: {(Patience - time.GetElapsedTime(start)).TotalSeconds:0} s left");

    private async Task CountDownAsync(CancellationToken leading)
    {
        var start = time.GetTimestamp();
        while (!leading.IsCancellationRequested)
        {
            if (await inventory.LeaseHolderAsync(leading) is { Length: > 0 } holder)
            {
                await NoteAsync($"the Lease {ownNamespace}/{Inventory.Name}, held by {holder}", start);
            }

            await Task.Delay(BetweenNotes, time, leading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Without a Lease nobody leads.
    private async Task<string?> AsLeaderAsync(CancellationToken ct)
    {
        if (await inventory.LeaseAsync(ct) is null)
        {
            return await RemoveObjectsAsync(ct);
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        string? left = $"the Lease {ownNamespace}/{Inventory.Name} is held by another replica; end it, and uninstall again";
        var options = new LeaseOptions(ownNamespace, Inventory.Name, $"uninstall-{Guid.NewGuid():n}");
        var election = new LeaderElection(api, options, time, NullLogger.Instance);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(either.Token);
        var counting = CountDownAsync(waiting.Token);
        await election.RunAsync(
            async leading =>
            {
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                await waiting.CancelAsync();
                left = await RemoveObjectsAsync(leading);
            },
            either.Token);
        await waiting.CancelAsync();
        await counting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        return left;
    }

    private async Task<string?> RemoveObjectsAsync(CancellationToken ct)
    {
        for (var round = 0; ; round++)
        {
            if ((await inventory.ObjectsAsync(ct)).Remnants is not { Count: > 0 } found)
            {
                return null;
            }

            if (round == Rounds)
            {
                return $"{found.Count} come back, such as {found[0]}; see who makes them, and uninstall again";
            }

            await RemoveAsync(found, ct);
        }
    }

    private async Task RemoveAsync(IReadOnlyList<Remnant> found, CancellationToken ct)
    {
        foreach (var remnant in found)
        {
            try
            {
                await remnant.RemoveAsync(api, ct);
                await output.WriteLineAsync($"removed {remnant}");
            }
            catch (KubernetesApiException changed) when (changed.Reason == "Conflict")
            {
                // It has changed; the next round reads it again.
            }
        }
    }
}
