using System.Net;
using k8s.Models;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Kubernetes.Leases;

/// <summary>
/// One contender's view of a Lease, and its attempts to have it. Another holder's lease is over when it was not renewed for its duration by
/// our own clock, counted from when we saw the last renewal; whatever clock the other one has.
/// </summary>
internal sealed class LeaseContender(KubernetesApi api, LeaseOptions options, TimeProvider time)
{
    private V1Lease? lease;
    private V1LeaseSpec? seen;
    private long seenAt;

    /// <summary>Who holds the lease as far as we know; empty: nobody.</summary>
    public string Holder => LeaseRecord.Holder(lease);

    /// <summary>
    /// Whether the lease is ours now, taken or renewed by this call. Trouble with the server is a <see cref="KubernetesApiException"/>.
    /// </summary>
    public async Task<bool> TryHoldAsync(CancellationToken ct)
    {
        // What we wrote last is most often still what is there.
        if (lease is null || !IsOurs)
        {
            await LookAsync(ct);
        }

        if (await TryWriteAsync(ct))
        {
            return true;
        }

        // Outdated: somebody was faster, or changed something else of it, or it was ourselves and we did not hear of it.
        return IsOurs && await TryWriteAsync(ct);
    }

    /// <summary>Gives the lease back if it is ours.</summary>
    public async Task ReleaseAsync(CancellationToken ct)
    {
        if (lease is not null && IsOurs)
        {
            var released = LeaseRecord.Released(lease, time.GetUtcNow());
            Remember(await api.ReplaceAsync(ResourceType.Leases, options.Namespace, options.Name, released, ct));
        }
    }

    /// <summary>The server did not answer in time: it is asked over another connection next time.</summary>
    public void Reconnect() => api.Reconnect();

    private bool IsOurs => Holder == options.Identity;

    private async Task LookAsync(CancellationToken ct) =>
        Remember(await api.GetAsync<V1Lease>(ResourceType.Leases, options.Namespace, options.Name, ct));

    // False, and what is there now is known, if it is another's or has changed.
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

    // Its spec is another when somebody has renewed, taken or given back the lease.
    private void Remember(V1Lease? now)
    {
        lease = now;
        if (now?.Spec != seen)
        {
            (seen, seenAt) = (now?.Spec, time.GetTimestamp());
        }
    }
}
