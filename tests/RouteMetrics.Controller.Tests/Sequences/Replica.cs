using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Events;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Testing;
using RouteMetrics.Testing.Model;

namespace RouteMetrics.Controller.Tests.Sequences;

/// <summary>
/// A replica that leads: the cache, which the test tells of the changes of each kind when it likes, in their order, and the reconciler.
/// </summary>
internal sealed class Replica
{
    private readonly ModelCluster cluster;
    private readonly NamespaceReconciler reconciler;
    private readonly List<Feed> feeds;

    public Replica(ModelCluster cluster, KubernetesApi api, DateTimeOffset installed, ManualTime time)
    {
        this.cluster = cluster;
        var log = new LogLines();
        reconciler = new(api, Cache, new EventRecorder(api, time, log), time, log);
        feeds =
        [
            new Feed<NamespaceState>(cluster, ResourceType.Namespaces, CachedReaders.Namespace, Cache.Take),
            new Feed<Digested<ServiceResource>>(cluster, ResourceType.Services, CachedReaders.Service, Cache.Take),
            new Feed<GatewayState>(cluster, ResourceType.Gateways, CachedReaders.Gateway, Cache.Take),
            new Feed<Digested<HttpRoute>>(
                cluster, ResourceType.HttpRoutes,
                (ref reader, faults) => Cache.Intake.Read(ref reader, RouteKind.Http, faults), happened => Cache.Take(RouteKind.Http, happened)),
            Attached(ResourceType.WasmPlugins, CachedReaders.WasmPlugin),
            Attached(ResourceType.TrafficExtensions, CachedReaders.TrafficExtension),
            Attached(ResourceType.Telemetries, CachedReaders.Telemetry),
            Policies(ResourceType.AuthorizationPolicies, CachedReaders.AuthorizationPolicy),
            Policies(ResourceType.RequestAuthentications, CachedReaders.RequestAuthentication),
        ];
        Concern(Cache.Take(RouteKind.Grpc, new WatchEvent<Digested<HttpRoute>>.NotServed()));
        Concern(Cache.Take(new WatchEvent<Digested<ListenerSetResource>>.NotServed()));
        Concern(Cache.TakeEntry(new WatchEvent<Digested<ServiceResource>>.NotServed()));
        Concern(Cache.Installed(installed));
    }

    public ClusterCache Cache { get; } = new(RouteRoom.OfHeap(1 << 30));

    /// <summary>What waits to be reconciled.</summary>
    public SortedSet<string> Concerned { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the cache knows of everything that happened to a kind.</summary>
    public bool IsUpToDate(ResourceType type) => feeds.Find(feed => feed.Type == type)!.IsAtEnd;

    /// <summary>One change of a kind that is picked, or now and then a list of all of it.</summary>
    public void Deliver(Random random)
    {
        var feed = feeds[random.Next(feeds.Count)];
        Concern(random.Next(12) == 0 ? feed.List() : feed.Next());
    }

    public void DeliverAll()
    {
        foreach (var feed in feeds)
        {
            while (!feed.IsAtEnd)
            {
                Concern(feed.Next());
            }
        }
    }

    public Task<ReconcileOutcome> ReconcileAsync(string ns, CancellationToken ct)
    {
        Concerned.Remove(ns);
        return reconciler.ReconcileAsync(ns, RouteMetricsSettings.Default, ct);
    }

    public void Concern(IEnumerable<string> namespaces) => Concerned.UnionWith(namespaces);

    private Feed<AttachedState> Attached(ResourceType type, ReadItem<AttachedState> read) =>
        new(cluster, type, read, happened => Cache.Take(type, happened));

    private Feed<Digested<SecurityPolicy>> Policies(ResourceType type, ReadItem<Digested<SecurityPolicy>> read) =>
        new(cluster, type, read, happened => Cache.Take(type, happened));

    /// <summary>The watch of one kind.</summary>
    private abstract class Feed(ModelCluster cluster, ResourceType type)
    {
        private int seen;
        private bool hasListed;

        public ResourceType Type => type;

        public bool IsAtEnd => hasListed && NextOf(out _) is null;

        public IReadOnlySet<string> List()
        {
            (seen, hasListed) = (cluster.Changes.Count, true);
            return TakeList(cluster.Of(type));
        }

        public IReadOnlySet<string> Next()
        {
            if (!hasListed)
            {
                return List();
            }

            var next = NextOf(out var at);
            seen = at;
            return next is null ? new HashSet<string>() : Take(next);
        }

        protected abstract IReadOnlySet<string> TakeList(IReadOnlyList<ModelObject> all);

        protected abstract IReadOnlySet<string> Take(ModelChange change);

        private ModelChange? NextOf(out int after)
        {
            for (after = seen; after < cluster.Changes.Count;)
            {
                if (cluster.Changes[after++] is var change && change.Object.Type == type)
                {
                    return change;
                }
            }

            return null;
        }
    }

    private sealed class Feed<T>(
        ModelCluster cluster, ResourceType type, ReadItem<T> read, Func<WatchEvent<T>, IReadOnlySet<string>> take) : Feed(cluster, type)
    {
        protected override IReadOnlySet<string> TakeList(IReadOnlyList<ModelObject> all) =>
            take(new WatchEvent<T>.Synced([.. all.Select(Read)], []));

        protected override IReadOnlySet<string> Take(ModelChange change) => take(change.After is { } after
            ? new WatchEvent<T>.Changed(Read(after))
            : new WatchEvent<T>.Removed(ObjectIdentity.Of(change.Object.Body)));

        private Watched<T> Read(ModelObject item)
        {
            var json = new Utf8JsonReader(item.Utf8());
            json.Read();
            var faults = new List<ReadFault>();
            var value = read(ref json, faults);
            Assert.Empty(faults);
            return new(ObjectIdentity.Of(item.Body), value);
        }
    }
}
