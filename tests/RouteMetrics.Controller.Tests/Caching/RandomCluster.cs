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
    private readonly Dictionary<NamespacedName, Watched<GatewayState>> gateways = [];
    private readonly Dictionary<NamespacedName, Watched<Digested<HttpRoute>>> routes = [];
    private readonly Dictionary<NamespacedName, Watched<FoundObject>> wasmPlugins = [];
    private readonly Dictionary<NamespacedName, Watched<FoundObject>> telemetries = [];

    public static IReadOnlyList<string> Namespaces => Names;

    /// <summary>Tells the cache of everything at once.</summary>
    public ClusterCache Fresh()
    {
        var cache = new ClusterCache(RouteRoom.OfProcess());
        cache.Take(Some.Synced([.. namespaces.Values]));
        cache.Take(Some.Synced([.. services.Values]));
        cache.Take(Some.Synced([.. gateways.Values]));
        cache.Take(Some.Synced([.. routes.Values]));
        cache.Take(ResourceType.WasmPlugins, Some.Synced([.. wasmPlugins.Values]));
        cache.Take(ResourceType.Telemetries, Some.Synced([.. telemetries.Values]));
        return cache;
    }

    /// <summary>Something happens, and the cache is told of it: by an event, or, after several things were missed, by a new list.</summary>
    public IReadOnlySet<string> Happen(ClusterCache cache) => random.Next(6) switch
    {
        0 => Happen(namespaces, name => name.Name, Namespace, cache.Take),
        1 => Happen(services, key => key, Service, cache.Take),
        2 => Happen(gateways, key => key, Gateway, cache.Take),
        3 => Happen(wasmPlugins, key => key, Found, happened => cache.Take(ResourceType.WasmPlugins, happened)),
        4 => Happen(telemetries, key => key, Found, happened => cache.Take(ResourceType.Telemetries, happened)),
        _ => Happen(routes, key => key, Route, cache.Take),
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
        return ns with { Value = ns.Value with { IsBeingDeleted = Chance(5), OwnsUseWaypoint = Chance(50) } };
    }

    private Watched<Digested<ServiceResource>> Service(NamespacedName key)
    {
        var service = Some.Service(key.Namespace, key.Name);
        return service with { Value = service.Value with { Value = service.Value.Value with { IsHeadless = Chance(20), Ports = Chance(50) ? [80] : [80, 8080] } } };
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

    private Watched<Digested<HttpRoute>> Route(NamespacedName key) => Some.Route(
        key.Namespace, key.Name, Pick("/x", "/y"),
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => Chance(50) ? Some.ToService(Chance(80) ? key.Namespace : Pick(Names), Pick(Names)) : Some.ToGateway(Pick(Names), Pick(Names)))]);

    private Watched<FoundObject> Found(NamespacedName key) => new(Some.Identity(key.Namespace, key.Name), Mark());

    private FoundObject Mark() => new() { Mark = new(Chance(70), Chance(70)), Spec = (UInt128)random.Next(3) };

    private bool Chance(int percent) => random.Next(100) < percent;

    private string Pick(params string[] of) => of[random.Next(of.Length)];
}
