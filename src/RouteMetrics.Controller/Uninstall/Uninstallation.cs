using Microsoft.Extensions.Logging.Abstractions;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Leases;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>
/// Removes everything of an installation, in an order in which nothing comes back: first the webhooks, so that nobody waits for them; then
/// the pods; the rest while this process holds the Lease, so that no controller can write. An interrupted run can be repeated.
/// </summary>
internal sealed class Uninstallation(KubernetesApi api, string ownNamespace, TextWriter output, TimeProvider time)
{
    /// <summary>Far longer than the pods' grace period (30 s) and the lease of a crashed leader (15 s).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>An admission in flight may write an annotation again, but not three times.</summary>
    private const int Rounds = 3;

    private readonly Inventory inventory = new(api, ownNamespace);

    /// <summary>Dry run: prints what would be removed.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        foreach (var remnant in await EverythingAsync(ct))
        {
            await output.WriteLineAsync($"would remove {remnant}");
        }
    }

    /// <summary>Returns why something is left; null if nothing is.</summary>
    public async Task<string?> RunAsync(CancellationToken ct)
    {
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
        if (left is null && await inventory.LeaseAsync(ct) is { } lease)
        {
            await RemoveAsync([lease], ct);
        }

        return left;
    }

    private async Task<IReadOnlyList<Remnant>> EverythingAsync(CancellationToken ct) =>
    [
        .. await inventory.ConfigurationsAsync(ct),
        .. new[] { await inventory.DeploymentAsync(ct) }.OfType<Remnant>(),
        .. await inventory.ObjectsAsync(ct),
        .. new[] { await inventory.LeaseAsync(ct) }.OfType<Remnant>(),
    ];

    private async Task<bool> PodsEndAsync(CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (await inventory.PodsAsync(ct) > 0)
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
        }

        return true;
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
        await election.RunAsync(
            async leading =>
            {
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                left = await RemoveObjectsAsync(leading);
            },
            either.Token);
        ct.ThrowIfCancellationRequested();
        return left;
    }

    private async Task<string?> RemoveObjectsAsync(CancellationToken ct)
    {
        for (var round = 0; ; round++)
        {
            if (await inventory.ObjectsAsync(ct) is not { Count: > 0 } found)
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
