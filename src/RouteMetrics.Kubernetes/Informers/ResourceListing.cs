using System.Diagnostics;
using System.Net;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>Reads all objects of a resource once, for those who do not follow it.</summary>
public static class ResourceListing
{
    private const int PageSize = 500;

    /// <summary>With nothing for so long a connection counts as dead.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Nothing where the server has no such resource. What else is refused or breaks off is a <see cref="KubernetesApiException"/>.
    /// </summary>
    public static async Task<WatchEvent<T>.Synced> ReadAsync<T>(
        KubernetesApi api, ResourceType type, ReadItem<T> read, TimeProvider time, CancellationToken ct)
    {
        var everything = new ListQuery(type, null, null) { PageSize = PageSize };
        var listing = await ResourceList.ReadAsync(api, everything, read, () => new(SilenceLimit, time), static () => { }, ct);
        return listing switch
        {
            { Synced: { } synced } => synced,
            { Fault.Status: HttpStatusCode.NotFound } => new([], []),
            { Fault: { } fault } => throw fault,
            _ => throw new UnreachableException(),
        };
    }
}
