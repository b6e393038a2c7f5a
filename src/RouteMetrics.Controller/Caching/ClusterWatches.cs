using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Caching;

/// <summary>
/// Feeds the cache, and the namespaces that admission knows, from watches; calls <paramref name="concern"/> with the namespaces that an
/// event concerns.
/// </summary>
internal sealed class ClusterWatches(
    KubernetesApi api,
    ClusterCache cache,
    NamespaceDirectory directory,
    Action<IReadOnlyCollection<string>> concern,
    TimeProvider time,
    ILogger log)
{
    private readonly TaskCompletionSource knowsNamespaces = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long start = time.GetTimestamp();
    private int saidComplete;

    /// <summary>Completes once all Namespaces are listed.</summary>
    public Task KnowsNamespaces => knowsNamespaces.Task;

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        WatchAsync<NamespaceState>(ResourceType.Namespaces, CachedReaders.Namespace, Take, cancellationToken),
        WatchAsync<Digested<ServiceResource>>(ResourceType.Services, CachedReaders.Service, cache.Take, cancellationToken),
        WatchAsync<Digested<ServiceResource>>(ResourceType.ServiceEntries, CachedReaders.ServiceEntry, cache.TakeEntry, cancellationToken),
        WatchAsync<GatewayState>(ResourceType.Gateways, CachedReaders.Gateway, cache.Take, cancellationToken),
        WatchAsync<Digested<ListenerSetResource>>(
            ResourceType.ListenerSets, CachedReaders.ListenerSet, cache.Take, cancellationToken),
        WatchRoutesAsync(RouteKind.Http, cancellationToken),
        WatchRoutesAsync(RouteKind.Grpc, cancellationToken),
        WatchAsync<Digested<SecurityPolicy>>(
            ResourceType.AuthorizationPolicies, CachedReaders.AuthorizationPolicy,
            happened => cache.Take(ResourceType.AuthorizationPolicies, happened), cancellationToken),
        WatchAsync<Digested<SecurityPolicy>>(
            ResourceType.RequestAuthentications, CachedReaders.RequestAuthentication,
            happened => cache.Take(ResourceType.RequestAuthentications, happened), cancellationToken),
        WatchAsync(ResourceType.WasmPlugins, CachedReaders.WasmPlugin, cancellationToken),
        WatchAsync(ResourceType.TrafficExtensions, CachedReaders.TrafficExtension, cancellationToken),
        WatchAsync(ResourceType.Telemetries, CachedReaders.Telemetry, cancellationToken));

    private Task WatchAsync(ResourceType type, ReadItem<AttachedState> read, CancellationToken cancellationToken) =>
        WatchAsync(type, read, happened => cache.Take(type, happened), cancellationToken);

    private Task WatchRoutesAsync(RouteKind kind, CancellationToken cancellationToken)
    {
        var type = ResourceType.Of(kind);
        var watch = new RouteWatch(api, kind, cache.Intake, time, log);
        return Supervisor.RunAsync(
            $"watch of {type.FullName}",
            ct => watch.RunAsync(happened => Take(type, happened, of => cache.Take(kind, of)), ct),
            time, log, cancellationToken);
    }

    private Task WatchAsync<T>(
        ResourceType type, ReadItem<T> read, Func<WatchEvent<T>, IReadOnlySet<string>> take, CancellationToken cancellationToken) =>
        Supervisor.RunAsync(
            $"watch of {type.FullName}",
            async ct =>
            {
                await foreach (var happened in new ResourceWatch<T>(api, type, read, new(), time, log).RunAsync(ct))
                {
                    Take(type, happened, take);
                }
            },
            time, log, cancellationToken);

    private void Take<T>(ResourceType type, WatchEvent<T> happened, Func<WatchEvent<T>, IReadOnlySet<string>> take)
    {
        ReportUnreadable(type, happened);
        concern(take(happened));
        ReportComplete();
    }

    private IReadOnlySet<string> Take(WatchEvent<NamespaceState> happened)
    {
        var concerned = cache.Take(happened);
        switch (happened)
        {
            case WatchEvent<NamespaceState>.Synced synced:
                directory.Follow(synced.Objects.Select(static ns => ns.Value.Resource));
                knowsNamespaces.TrySetResult();
                break;
            case WatchEvent<NamespaceState>.Changed(var changed):
                directory.Learn(changed.Value.Resource);
                break;
            case WatchEvent<NamespaceState>.Removed(var removed):
                directory.Forget(removed.Name);
                break;
        }

        return concerned;
    }

    private void ReportUnreadable<T>(ResourceType type, WatchEvent<T> happened)
    {
        IReadOnlyList<UnreadableObject> unreadable = happened switch
        {
            WatchEvent<T>.Synced(_, var items) => items,
            WatchEvent<T>.Unreadable(var item) => [item],
            _ => [],
        };
        foreach (var item in unreadable)
        {
            log.UnreadableObject(type.FullName, item.Object.ToString(), item.Object.Uid, item.Faults[0].Message);
        }
    }

    private void ReportComplete()
    {
        if (Volatile.Read(ref saidComplete) == 0 && cache.IsComplete && Interlocked.Exchange(ref saidComplete, 1) == 0)
        {
            log.CachesComplete(cache.Namespaces.Count, (long)time.GetElapsedTime(start).TotalMilliseconds);
        }
    }
}
