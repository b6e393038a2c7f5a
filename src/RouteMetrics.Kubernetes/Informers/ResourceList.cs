using System.Diagnostics;
using System.Net;
using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>A list, or why there is none; exactly one of the two.</summary>
internal readonly record struct Listing<T>(WatchEvent<T>.Synced? Synced, string ResourceVersion, KubernetesApiException? Fault);

/// <summary>Lists a resource.</summary>
public static class ResourceList
{
    private const int PageSize = 500;

    /// <summary>A connection that is silent for so long counts as dead.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// All objects, or those of one namespace, without a watch; none if the resource is not served. Any other refusal or interruption is a
    /// <see cref="KubernetesApiException"/>. Each page of <see cref="PageSize"/> objects is a <paramref name="progress"/>.
    /// </summary>
    public static async Task<WatchEvent<T>.Synced> ReadAsync<T>(
        KubernetesApi api, ResourceType type, ReadItem<T> read, TimeProvider time, CancellationToken ct, string? ns = null,
        IProgress<ListedObjects>? progress = null)
    {
        var listing = await ReadAsync(
            api, new(type, ns, null) { PageSize = PageSize }, read, () => new(SilenceLimit, time), ct,
            count => progress?.Report(new(type, count)));
        return listing switch
        {
            { Synced: { } synced } => synced,
            { Fault.Status: HttpStatusCode.NotFound } => new([], []),
            { Fault: { } fault } => throw fault,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>For a watch: only a cancellation is thrown.</summary>
    internal static async Task<Listing<T>> ReadAsync<T>(
        KubernetesApi api, ListQuery query, ReadItem<T> read, Func<ReceiveBuffer> newBuffer, CancellationToken ct,
        Action<int>? onPage = null)
    {
        var objects = new List<Watched<T>>();
        var unreadable = new List<UnreadableObject>();
        try
        {
            var resourceVersion = await PagedList.ReadAsync(query, ReadPageAsync, StartOver);
            return new(new(objects, unreadable), resourceVersion, null);
        }
        catch (KubernetesApiException refused)
        {
            return new(null, "", refused);
        }
        catch (Exception broken) when (!ct.IsCancellationRequested
            && broken is JsonException or TimeoutException or IOException or HttpRequestException or OperationCanceledException)
        {
            return new(null, "", new(null, null, $"{query.What}: {broken.Message}", broken));
        }

        async Task<PageEnd> ReadPageAsync(ListQuery asked, string next)
        {
            using var response = await api.OpenAsync(asked.Page(next), ct);
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            using var buffer = newBuffer();
            var end = await new ListReader<T>(read, objects, unreadable).ReadAsync(body, buffer, ct);
            onPage?.Invoke(objects.Count + unreadable.Count);
            return end;
        }

        void StartOver()
        {
            objects.Clear();
            unreadable.Clear();
        }
    }
}
