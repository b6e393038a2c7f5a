using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>
/// All objects of a resource and every change of them: an informer. It lists, watches, resumes after every interruption, and backs off
/// while that fails. One run at a time.
/// </summary>
public sealed class ResourceWatch<T>(
    KubernetesApi api, ResourceType type, ReadItem<T> read, WatchOptions options, TimeProvider time, ILogger log)
{
    /// <summary>
    /// A watch that ran for so long was not a failure; this also limits the rate of requests to a faulty server.
    /// </summary>
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(5);

    private readonly Backoff backoff = new(options.FirstPause, options.LongestPause);
    private readonly ListQuery selected = new(type, options.Namespace, options.LabelSelector) { Name = options.Name };
    private readonly FaultLog faults = new(type, log);

    /// <summary>Runs until cancelled; throws nothing else.</summary>
    public async IAsyncEnumerable<WatchEvent<T>> RunAsync([EnumeratorCancellation] CancellationToken ct)
    {
        // The first list may be what the server has in memory; later ones must not fall behind what was seen.
        var query = selected with { ResourceVersion = "0", Tries = 1 };
        var (isServed, isAllowed) = (true, true);
        while (true)
        {
            var listed = time.GetTimestamp();
            var listing = await ResourceList.ReadAsync(api, query, read, NewBuffer, ct);
            if (listing.Synced is { } synced)
            {
                (isServed, isAllowed) = (true, true);
                faults.Recover(Step.Listed);
                WatchMetrics.Listed(type, time);
                yield return synced;
                await foreach (var happened in WatchAsync(listing.ResourceVersion, listed, ct))
                {
                    yield return happened;
                }

                query = query with { ResourceVersion = null, PageSize = options.PageSize };
                await PauseAsync(lived: time.GetElapsedTime(listed), options.LongestPause, ct);
                continue;
            }

            if (listing.Fault is { } fault)
            {
                faults.Report(fault, Step.Listed);
            }

            var (wasServed, wasAllowed) = (isServed, isAllowed);
            isServed = listing.Fault?.Status != HttpStatusCode.NotFound;
            isAllowed = listing.Fault?.Status != HttpStatusCode.Forbidden;
            Count(isServed);
            if (wasServed && !isServed)
            {
                yield return new WatchEvent<T>.NotServed();
            }

            if (wasAllowed && !isAllowed)
            {
                yield return new WatchEvent<T>.NotAllowed();
            }

            await Task.Delay(isServed ? backoff.Next() : Backoff.Jittered(options.NotServedPause), time, ct);
        }
    }

    // Until everything has to be listed anew.
    private async IAsyncEnumerable<WatchEvent<T>> WatchAsync(
        string resourceVersion, long listed, [EnumeratorCancellation] CancellationToken ct)
    {
        TimeSpan left;
        while ((left = options.ResyncPeriod - time.GetElapsedTime(listed)) > TimeSpan.Zero)
        {
            var opened = time.GetTimestamp();
            using var buffer = NewBuffer();
            using var connection = new WatchConnection<T>(api, Request(resourceVersion, left), read, buffer);
            if (await connection.OpenAsync(ct))
            {
                faults.Recover(Step.Opened);
                WatchMetrics.Heard(type, time);
                while (await connection.NextAsync(ct) is { } line)
                {
                    faults.Recover(Step.Watched);
                    WatchMetrics.Heard(type, time);
                    resourceVersion = line.ResourceVersion.Length > 0 ? line.ResourceVersion : resourceVersion;
                    if (line.Event is { } happened)
                    {
                        yield return happened;
                    }
                }
            }

            if (connection.NeedsList)
            {
                ReportOutdated(connection);
                yield break;
            }

            var lived = time.GetElapsedTime(opened);
            Report(connection.Fault, lived, connection.IsOpen ? Step.Watched : Step.Opened);
            await PauseAsync(lived, Healthy, ct);
        }
    }

    // That there is no such resource is an answer, too.
    private void Count(bool isServed)
    {
        if (isServed)
        {
            WatchMetrics.Failed(type);
        }
        else
        {
            WatchMetrics.Heard(type, time);
        }
    }

    // Garbage is no interruption that a list mends: the next watch may bring it again.
    private void ReportOutdated(WatchConnection<T> connection)
    {
        if (connection.Fault is { InnerException: JsonException } garbage)
        {
            faults.Report(garbage, Step.Watched);
        }
        else
        {
            log.Outdated(connection.Fault?.Message ?? "");
        }
    }

    // Silence is normal: with etcd's defaults an idle resource gets a bookmark every ten minutes. Pings detect a dead connection.
    private void Report(KubernetesApiException? fault, TimeSpan lived, Step step)
    {
        switch (fault)
        {
            case null or { InnerException: TimeoutException } when lived >= Healthy:
                faults.Recover(Step.Watched);
                break;
            case not null when lived >= Healthy:
                WatchMetrics.Failed(type);
                log.Interrupted(fault.Message);
                break;
            case not null:
                WatchMetrics.Failed(type);
                faults.Report(fault, step);
                break;
        }
    }

    private async Task PauseAsync(TimeSpan lived, TimeSpan enough, CancellationToken ct)
    {
        if (lived >= enough)
        {
            backoff.Reset();
            return;
        }

        await Task.Delay(backoff.Next(), time, ct);
    }

    private StreamRequest Request(string resourceVersion, TimeSpan left)
    {
        // As client-go: some time between 5 and 10 minutes, so that not all watches of all clients end at once; then it is a good time to
        // list anew, too.
        var timeout = Math.Clamp((int)left.TotalSeconds, 1, Backoff.Between(300, 600));
        var query = $"?watch=1&allowWatchBookmarks=true&timeoutSeconds={timeout}"
            + ListQuery.Parameter("resourceVersion", resourceVersion) + selected.Selection;
        return new(type.PathOf(options.Namespace) + query, $"watch {type.FullName}", Tries: 1);
    }

    private ReceiveBuffer NewBuffer() => new(options.SilenceLimit, time);
}
