using System.Text.Json;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>A list, or why there is none; exactly one of the two.</summary>
internal readonly record struct Listing<T>(WatchEvent<T>.Synced? Synced, string ResourceVersion, KubernetesApiException? Fault);

/// <summary>Lists a resource for its watch.</summary>
internal static class ResourceList
{
    /// <summary>Nothing but the cancellation is thrown. <paramref name="received"/> is called whenever something comes.</summary>
    public static async Task<Listing<T>> ReadAsync<T>(
        KubernetesApi api, ListQuery query, ReadItem<T> read, Func<ReceiveBuffer> newBuffer, Action received, CancellationToken ct)
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
            return await new ListReader<T>(read, objects, unreadable).ReadAsync(body, buffer, received, ct);
        }

        void StartOver()
        {
            objects.Clear();
            unreadable.Clear();
        }
    }
}
