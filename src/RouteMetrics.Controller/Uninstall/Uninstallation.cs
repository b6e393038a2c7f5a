using Microsoft.Extensions.Logging.Abstractions;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Leases;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>
/// Takes away what an installation leaves, in an order in which nothing comes back: first the webhooks, so that nobody waits for what is
/// going; then the pods; the rest while this process holds the Lease, so that no controller can write. Another run goes on where one was
/// broken off.
/// </summary>
internal sealed class Uninstallation(KubernetesApi api, string ownNamespace, TextWriter output, TimeProvider time)
{
    /// <summary>The pods' grace period of 30 s, or the lease of a leader that crashed (15 s), and as much again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>An admission that was under way may write an annotation anew; more than twice is somebody else's doing.</summary>
    private const int Rounds = 3;

    private readonly Inventory inventory = new(api, ownNamespace);

    /// <summary>Tells what there is, and touches nothing.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var remnant in await EverythingAsync(cancellationToken))
        {
            await output.WriteLineAsync($"would remove {remnant}");
        }
    }

    /// <summary>Null when nothing is left; else why something is.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        await RemoveAsync(await inventory.ConfigurationsAsync(cancellationToken), cancellationToken);
        if (await inventory.DeploymentAsync(cancellationToken) is { } deployment)
        {
            await RemoveAsync([deployment], cancellationToken);
        }

        if (!await PodsEndAsync(cancellationToken))
        {
            return $"pods of {ownNamespace}/{Inventory.Name} still run after {Patience.TotalSeconds:0} s; end them, and uninstall again";
        }

        var left = await AsLeaderAsync(cancellationToken);
        if (left is null && await inventory.LeaseAsync(cancellationToken) is { } lease)
        {
            await RemoveAsync([lease], cancellationToken);
        }

        return left;
    }

    private async Task<IReadOnlyList<Remnant>> EverythingAsync(CancellationToken cancellationToken) =>
    [
        .. await inventory.ConfigurationsAsync(cancellationToken),
        .. new[] { await inventory.DeploymentAsync(cancellationToken) }.OfType<Remnant>(),
        .. await inventory.ObjectsAsync(cancellationToken),
        .. new[] { await inventory.LeaseAsync(cancellationToken) }.OfType<Remnant>(),
    ];

    private async Task<bool> PodsEndAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (await inventory.PodsAsync(cancellationToken) > 0)
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        }

        return true;
    }

    // Where there is no Lease nobody leads.
    private async Task<string?> AsLeaderAsync(CancellationToken cancellationToken)
    {
        if (await inventory.LeaseAsync(cancellationToken) is null)
        {
            return await RemoveObjectsAsync(cancellationToken);
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        string? left = $"the Lease {ownNamespace}/{Inventory.Name} is held by another replica; end it, and uninstall again";
        var election = new LeaderElection(api, new(ownNamespace, Inventory.Name, $"uninstall-{Guid.NewGuid():n}"), time, NullLogger.Instance);
        await election.RunAsync(
            async leading =>
            {
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                left = await RemoveObjectsAsync(leading);
            },
            either.Token);
        cancellationToken.ThrowIfCancellationRequested();
        return left;
    }

    private async Task<string?> RemoveObjectsAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            if (await inventory.ObjectsAsync(cancellationToken) is not { Count: > 0 } found)
            {
                return null;
            }

            if (round == Rounds)
            {
                return $"{found.Count} come back, such as {found[0]}; see who makes them, and uninstall again";
            }

            await RemoveAsync(found, cancellationToken);
        }
    }

    private async Task RemoveAsync(IReadOnlyList<Remnant> found, CancellationToken cancellationToken)
    {
        foreach (var remnant in found)
        {
            try
            {
                await remnant.RemoveAsync(api, cancellationToken);
                await output.WriteLineAsync($"removed {remnant}");
            }
            catch (KubernetesApiException changed) when (changed.Reason == "Conflict")
            {
                // The next round sees what it has become.
            }
        }
    }
}
