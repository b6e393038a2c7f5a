using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Controller.Caching;

/// <summary>Watches the routes of one kind, tells which are left out, and lists them anew when there may be room for those again.</summary>
internal sealed class RouteWatch(KubernetesApi api, RouteKind kind, RouteIntake intake, TimeProvider time, ILogger log)
{
    /// <summary>Whoever makes room and fills it again could otherwise have everything listed all the time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Of one list; the rest is a number.</summary>
    private const int MostTold = 10;

    private readonly RepeatFilter told = new();

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(Action<WatchEvent<Digested<HttpRoute>>> take, CancellationToken ct)
    {
        while (true)
        {
            var listed = time.GetTimestamp();
            using var again = CancellationTokenSource.CreateLinkedTokenSource(ct);
            using var timer = time.CreateTimer(_ => again.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            try
            {
                var watch = new ResourceWatch<Digested<HttpRoute>>(api, ResourceType.Of(kind), Read, new(), time, log);
                await foreach (var happened in watch.RunAsync(again.Token))
                {
                    take(happened);
                    Tell(happened);
                    if (intake.TakeFreed() && Pause - time.GetElapsedTime(listed) is var wait)
                    {
                        timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                    }
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                log.RoomFreed();
            }
        }
    }

    private Digested<HttpRoute> Read(ref Utf8JsonReader reader, List<ReadFault> faults) => intake.Read(ref reader, kind, faults);

    private void Tell(WatchEvent<Digested<HttpRoute>> happened)
    {
        IReadOnlyList<Watched<Digested<HttpRoute>>> routes = happened switch
        {
            WatchEvent<Digested<HttpRoute>>.Synced(var all, _) => all,
            WatchEvent<Digested<HttpRoute>>.Changed(var one) => [one],
            _ => [],
        };
        if (happened is WatchEvent<Digested<HttpRoute>>.Removed(var removed))
        {
            _ = told.Forget(removed.ToString());
        }

        var news = routes.Where(route => told.IsNew(route.Object.ToString(), route.Value.Value.LeftOut?.Reason ?? "")).ToList();
        foreach (var route in news.Take(MostTold))
        {
            log.RouteLeftOut(route.Object.ToString(), route.Object.Uid, route.Value.Value.LeftOut?.Reason ?? "");
        }

        if (news.Count > MostTold)
        {
            log.RoutesLeftOut(news.Count - MostTold);
        }
    }
}
