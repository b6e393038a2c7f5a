using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Tests.Caching;

/// <summary>A cluster in which anything may happen, and a cache that is told of it as watches tell. Few names, so that things meet.</summary>
internal sealed class RandomCluster(int seed)
{
    private static readonly string[] Names = ["a", "b", "c"];

    private readonly Random random = new(seed);
    private readonly Dictionary<string, Watched<NamespaceState>> namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<NamespacedName, Watched<Digested<ServiceResource>>> services = [];
    private readonly Dictionary<NamespacedName, Watched<Digested<ServiceResource>>> serviceEntries = [];
    private readonly Dictionary<NamespacedName, Watched<GatewayState>> gateways = [];
    private readonly Dictionary<NamespacedName, Watched<Digested<HttpRoute>>> routes = [];
    private readonly Dictionary<NamespacedName, Watched<Digested<HttpRoute>>> grpcRoutes = [];
    private readonly Dictionary<NamespacedName, Watched<Digested<ListenerSetResource>>> listenerSets = [];
    private readonly Dictionary<NamespacedName, Watched<Digested<SecurityPolicy>>> policies = [];
    private readonly Dictionary<NamespacedName, Watched<AttachedState>> wasmPlugins = [];
    private readonly Dictionary<NamespacedName, Watched<AttachedState>> trafficExtensions = [];
    private readonly Dictionary<NamespacedName, Watched<AttachedState>> telemetries = [];

    public static IReadOnlyList<string> Namespaces => Names;

    /// <summary>Tells the cache of everything at once.</summary>
    public ClusterCache Fresh()
    {
        var cache = new ClusterCache(RouteRoom.OfProcess());
        cache.Installed(Some.Installed);
        cache.Take(ResourceType.RequestAuthentications, Some.Synced<Digested<SecurityPolicy>>());
        cache.Take(ResourceType.AuthorizationPolicies, Some.Synced([.. policies.Values]));
        cache.Take(Some.Synced([.. namespaces.Values]));
        cache.Take(Some.Synced([.. services.Values]));
        cache.TakeEntry(Some.Synced([.. serviceEntries.Values]));
        cache.Take(Some.Synced([.. gateways.Values]));
        cache.Take(Some.Synced([.. listenerSets.Values]));
        cache.Take(RouteKind.Http, Some.Synced([.. routes.Values]));
        cache.Take(RouteKind.Grpc, Some.Synced([.. grpcRoutes.Values]));
        cache.Take(ResourceType.WasmPlugins, Some.Synced([.. wasmPlugins.Values]));
        cache.Take(ResourceType.TrafficExtensions, Some.Synced([.. trafficExtensions.Values]));
        cache.Take(ResourceType.Telemetries, Some.Synced([.. telemetries.Values]));
        return cache;
    }

    /// <summary>Something happens, and the cache is told of it: by an event, or, after several things were missed, by a new list.</summary>
    public IReadOnlySet<string> Happen(ClusterCache cache) => random.Next(11) switch
    {
        6 => Happen(policies, key => key, Policy, happened => cache.Take(ResourceType.AuthorizationPolicies, happened)),
        0 => Happen(namespaces, name => name.Name, Namespace, cache.Take),
        1 => Happen(services, key => key, Service, cache.Take),
        2 => Happen(gateways, key => key, Gateway, cache.Take),
        3 => Happen(wasmPlugins, key => key, WasmPlugin, happened => cache.Take(ResourceType.WasmPlugins, happened)),
        4 => Happen(telemetries, key => key, Telemetry, happened => cache.Take(ResourceType.Telemetries, happened)),
        5 => Happen(trafficExtensions, key => key, TrafficExtension, happened => cache.Take(ResourceType.TrafficExtensions, happened)),
        9 => Happen(serviceEntries, key => key, ServiceEntry, cache.TakeEntry),
        8 => Happen(listenerSets, key => key, ListenerSet, cache.Take),
        7 => Happen(grpcRoutes, key => key, GrpcRoute, happened => cache.Take(RouteKind.Grpc, happened)),
        _ => Happen(routes, key => key, Route, happened => cache.Take(RouteKind.Http, happened)),
    };

    private IReadOnlySet<string> Happen<TKey, T>(
        Dictionary<TKey, Watched<T>> objects, Func<NamespacedName, TKey> keyOf, Func<NamespacedName, Watched<T>> make, Func<WatchEvent<T>, IReadOnlySet<string>> tell)
        where TKey : notnull
    {
        if (Chance(10))
        {
            for (var missed = random.Next(4); missed > 0; missed--)
            {
                _ = Change(objects, keyOf, make);
            }

            return tell(Some.Synced([.. objects.Values]));
        }

        return tell(Change(objects, keyOf, make));
    }

    private WatchEvent<T> Change<TKey, T>(Dictionary<TKey, Watched<T>> objects, Func<NamespacedName, TKey> keyOf, Func<NamespacedName, Watched<T>> make)
        where TKey : notnull
    {
        var key = new NamespacedName(Pick(Names), Pick(Names));
        if (objects.TryGetValue(keyOf(key), out var old) && Chance(40))
        {
            objects.Remove(keyOf(key));
            return new WatchEvent<T>.Removed(old.Object);
        }

        // Also another version that says the same, as after a change of its status.
        var item = old is not null && Chance(25) ? old with { Object = old.Object with { ResourceVersion = "other" } } : make(key);
        objects[keyOf(key)] = item;
        return Some.Changed(item);
    }

    private Watched<NamespaceState> Namespace(NamespacedName key)
    {
        List<string> labels = [$"tier={Pick("one", "two")}"];
        if (Chance(20))
        {
            labels.Add($"routemetrics.io/enabled={Pick("true", "false")}");
        }

        if (Chance(30))
        {
            labels.Add($"istio.io/use-waypoint={Pick("none", "b", $"{key.Name}-waypoint")}");
        }

        var ns = Some.Namespace(key.Name, [.. labels]);
        return ns with { Value = ns.Value with { IsBeingDeleted = Chance(5), Resource = ns.Value.Resource with { OwnedLabels = Chance(50) ? ["istio.io/use-waypoint"] : [] } } };
    }

    private Watched<Digested<ServiceResource>> Service(NamespacedName key)
    {
        var service = Some.Service(key.Namespace, key.Name);
        return service with { Value = service.Value with { Value = service.Value.Value with { IsHeadless = Chance(20), Ports = Chance(50) ? [80] : [80, 8080] } } };
    }

    private Watched<Digested<ServiceResource>> ServiceEntry(NamespacedName key)
    {
        var service = Service(key);
        return service with { Value = service.Value with { Value = service.Value.Value with { Hosts = [$"{key.Name}.example.com"], IsHeadless = false } } };
    }

    private Watched<GatewayState> Gateway(NamespacedName key)
    {
        var gateway = Some.Gateway(key.Namespace, key.Name, Pick("istio", "istio", "istio-waypoint", "nginx"));
        AllowedNamespaces allowed = random.Next(3) switch
        {
            0 => new AllowedNamespaces.Same(),
            1 => new AllowedNamespaces.All(),
            _ => new AllowedNamespaces.Selected(new([new("tier", "In", ["one"])])),
        };
        return gateway with
        {
            Value = gateway.Value with
            {
                Resource = gateway.Value.Resource with { Listeners = [new("http", 80, "HTTP") { AllowedNamespaces = allowed }] },
                Found = Mark(),
            },
        };
    }

    private Watched<Digested<HttpRoute>> Route(NamespacedName key) => Some.Route(key.Namespace, key.Name, Pick("/x", "/y"), Parents(key));

    private Watched<Digested<ListenerSetResource>> ListenerSet(NamespacedName key) => new(
        Some.Identity(key.Namespace, key.Name),
        new(new(key, new(Pick(Names), Pick(Names))) { Listeners = [new("more", 8080, "HTTP") { AllowedNamespaces = new AllowedNamespaces.All() }] }, Some.NewDigest));

    private Watched<Digested<HttpRoute>> GrpcRoute(NamespacedName key) => Some.GrpcRoute(key.Namespace, key.Name, Pick("Get", "List"), Parents(key));

    private ParentRef[] Parents(NamespacedName key) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => Chance(50) ? ToService(Chance(80) ? key.Namespace : Pick(Names)) : Chance(25) ? Some.ToListenerSet(Pick(Names), Pick(Names)) : Some.ToGateway(Pick(Names), Pick(Names)))];

    private ParentRef ToService(string ns) => Chance(70) ? Some.ToService(ns, Pick(Names)) : new(ParentRef.IstioGroup, "ServiceEntry", ns, Pick(Names));

    private Watched<Digested<SecurityPolicy>> Policy(NamespacedName key)
    {
        var at = key.Name == "c" ? new("istio-system", key.Namespace) : key;
        var policy = new SecurityPolicy(ObjectRef.AuthorizationPolicy(at))
        {
            NamesSource = Chance(50),
            Targets = Chance(50) ? [] : [(Pick("Service", "Gateway"), Pick("a", "b", $"{key.Namespace}-waypoint"))],
        };
        return new(Some.Identity(at.Namespace, at.Name), new(policy, Some.NewDigest));
    }

    private Watched<AttachedState> WasmPlugin(NamespacedName key) => Extension(ResourceType.WasmPlugins, key);

    private Watched<AttachedState> TrafficExtension(NamespacedName key) => Extension(ResourceType.TrafficExtensions, key);

    // One of them is in Istio's root namespace, for all.
    // Another target is another spec, so another digest.
    private Watched<AttachedState> Extension(ResourceType type, NamespacedName key)
    {
        var found = Mark();
        return key is { Namespace: "c", Name: "c" }
            ? Some.Extension(type, "istio-system", key.Name, found, new TargetRef(ParentRef.GatewayGroup, "GatewayClass", "istio-waypoint"))
            : Some.Extension(type, key.Namespace, key.Name, found, new TargetRef("", "Service", Names[(int)(found.Spec % (UInt128)Names.Length)]));
    }

    private Watched<AttachedState> Telemetry(NamespacedName key) => Some.Telemetry(key.Namespace, key.Name, Mark());

    private FoundObject Mark() => new() { Mark = new(Chance(70), Chance(70)), Spec = (UInt128)random.Next(3) };

    private bool Chance(int percent) => random.Next(100) < percent;

    private string Pick(params string[] of) => of[random.Next(of.Length)];
}
