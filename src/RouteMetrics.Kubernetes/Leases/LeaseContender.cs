using System.Net;
using k8s.Models;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Kubernetes.Leases;

/// <summary>
/// One candidate's view of a Lease and its attempts to acquire it. Another holder's lease expires when we have not seen a renewal for its
/// duration by our own clock, whatever the other's clock says.
/// </summary>
internal sealed class LeaseContender(KubernetesApi api, LeaseOptions options, TimeProvider time)
{
    private V1Lease? lease;
    private V1LeaseSpec? seen;
    private long seenAt;

    /// <summary>The last known holder; empty if nobody.</summary>
    public string Holder => LeaseRecord.Holder(lease);

    /// <summary>
    /// Acquires or renews the lease; false if another holds it. Throws <see cref="KubernetesApiException"/> if the server fails.
    /// </summary>
    public async Task<bool> TryHoldAsync(CancellationToken ct)
    {
        // Our last write is usually still current.
        if (lease is null || !IsOurs)
        {
            await LookAsync(ct);
        }

        if (await TryWriteAsync(ct))
        {
            return true;
        }

        // Outdated: somebody was faster or changed another field, or our own write succeeded without an answer.
        return IsOurs && await TryWriteAsync(ct);
    }

    /// <summary>Releases the lease if it is ours.</summary>
    public async Task ReleaseAsync(CancellationToken ct)
    {
        if (lease is not null && IsOurs)
        {
            var released = LeaseRecord.Released(lease, time.GetUtcNow());
            Remember(await api.ReplaceAsync(ResourceType.Leases, options.Namespace, options.Name, released, ct));
        }
    }

    /// <summary>After a timeout: the next request uses a new connection.</summary>
    public void Reconnect() => api.Reconnect();

    private bool IsOurs => Holder == options.Identity;

    private async Task LookAsync(CancellationToken ct) =>
        Remember(await api.GetAsync<V1Lease>(ResourceType.Leases, options.Namespace, options.Name, ct));

    // False if it is another's or has changed; then its current state has been read.
    private async Task<bool> TryWriteAsync(CancellationToken ct)
    {
        try
        {
            return await WriteAsync(ct);
        }
        catch (KubernetesApiException outdated) when (outdated.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            await LookAsync(ct);
            return false;
        }
    }

    private async Task<bool> WriteAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (lease is null)
        {
            Remember(await api.CreateAsync(ResourceType.Leases, options.Namespace, LeaseRecord.New(options, now), ct));
            return true;
        }

        if (!IsOurs && Holder.Length > 0 && time.GetElapsedTime(seenAt) < LeaseRecord.Duration(lease, options.Duration))
        {
            return false;
        }

        var ours = IsOurs ? LeaseRecord.Renewed(lease, options, now) : LeaseRecord.Taken(lease, options, now);
        Remember(await api.ReplaceAsync(ResourceType.Leases, options.Namespace, options.Name, ours, ct));
        return true;
    }

    // The spec changes when somebody renews, acquires or releases the lease.
    private void Remember(V1Lease? now)
    {
        lease = now;
        if (now?.Spec != seen)
        {
            (seen, seenAt) = (now?.Spec, time.GetTimestamp());
        }
    }
}
