using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RouteMetrics.Cluster.Api;

namespace RouteMetrics.Cluster.Watching;

/// <summary>
/// All objects of a resource, and every change of them, for as long as it is asked for. It lists, watches, comes back after every interruption, and pauses
/// longer each time that fails.
/// </summary>
public sealed class ResourceWatch<T>(
    KubernetesApi api, ResourceType type, ReadItem<T> read, WatchOptions options, TimeProvider time, ILogger log)
{
    private long lastContact;

    /// <summary>When the server last sent anything of this resource; null if never yet.</summary>
    public DateTimeOffset? LastContact =>
        Interlocked.Read(ref lastContact) is not 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Never ends by itself, never throws but for the cancellation.</summary>
    public async IAsyncEnumerable<WatchEvent<T>> RunAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var backoff = new Backoff(options.FirstPause, options.LongestPause);
        var isServed = true;
        while (true)
        {
            var (synced, resourceVersion, fault) = await ListAsync(ct);
            if (synced is not null)
            {
                isServed = true;
                yield return synced;
                await foreach (var happened in WatchAsync(resourceVersion, backoff, ct))
                {
                    yield return happened;
                }

                continue;
            }

            var isMissing = fault!.Status == HttpStatusCode.NotFound;
            if (isMissing && isServed)
            {
                isServed = false;
                log.NotServed(type.FullName, type.ApiVersion);
                yield return new WatchEvent<T>.NotServed();
            }

            if (!isMissing)
            {
                log.ListFailed(type.FullName, fault.Message);
            }

            await Task.Delay(isMissing ? options.NotServedPause : backoff.Next(), time, ct);
        }
    }

    private async Task<(WatchEvent<T>.Synced? Synced, string ResourceVersion, KubernetesApiException? Fault)> ListAsync(CancellationToken ct)
    {
        var objects = new List<Watched<T>>();
        var unreadable = new List<UnreadableObject>();
        var next = "";
        try
        {
            while (true)
            {
                var query = $"?limit={options.PageSize}{options.Query}{KubernetesApi.Parameter("continue", next)}";
                var request = new ApiRequest(HttpMethod.Get, type.PathOf(options.Namespace) + query, $"list {type.FullName}") { Tries = 1 };
                using var response = await api.OpenAsync(request, ct);
                await using var body = await response.Content.ReadAsStreamAsync(ct);
                using var buffer = new ReceiveBuffer();
                while (await buffer.FillAsync(body, ct))
                {
                    Touch();
                }

                (var resourceVersion, next) = ListPage.Read(buffer.Unread, read, objects, unreadable);
                if (next.Length == 0)
                {
                    return (new(objects, unreadable), resourceVersion, null);
                }
            }
        }
        catch (KubernetesApiException refused)
        {
            return (null, "", refused);
        }
        catch (Exception broken) when (broken is JsonException or IOException or HttpRequestException)
        {
            return (null, "", new(null, null, $"list {type.FullName}: the answer broke off or cannot be read: {broken.Message}", broken));
        }
    }

    // Until the list has to be made anew.
    private async IAsyncEnumerable<WatchEvent<T>> WatchAsync(string resourceVersion, Backoff backoff, [EnumeratorCancellation] CancellationToken ct)
    {
        var listed = time.GetTimestamp();
        while (time.GetElapsedTime(listed) < options.ResyncPeriod)
        {
            var opened = time.GetTimestamp();
            await using var connection = new WatchConnection<T>(api, type, read, options, time);
            while (await connection.NextAsync(resourceVersion, ct) is { } happened)
            {
                Touch();
                if (happened.ResourceVersion.Length > 0)
                {
                    resourceVersion = happened.ResourceVersion;
                }

                if (happened.Event is { } @event)
                {
                    yield return @event;
                }
            }

            if (connection.Fault is { } fault)
            {
                log.WatchInterrupted(type.FullName, fault.Message);
                if (fault.Status is HttpStatusCode.Gone or HttpStatusCode.NotFound)
                {
                    yield break;
                }
            }

            if (time.GetElapsedTime(opened) > options.LongestPause)
            {
                backoff.Reset();
            }

            await Task.Delay(backoff.Next(), time, ct);
        }
    }

    private void Touch() => Interlocked.Exchange(ref lastContact, time.GetUtcNow().UtcTicks);
}
