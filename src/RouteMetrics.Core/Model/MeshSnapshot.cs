using System.Collections.Immutable;

namespace RouteMetrics.Core.Model;

/// <summary>
/// What is known of a mesh at one moment, indexed. Immutable: a change makes a new snapshot that shares nearly all of the old one. What is
/// absent gets the benefit of the doubt: a Namespace counts as enrolled, a Gateway as Istio's with one listener for every host (unless the
/// snapshot <see cref="IsComplete"/>), a Service as one with a VIP.
/// </summary>
public sealed record MeshSnapshot
{
    /// <summary>istiod's own namespace, whose objects may be for all (meshConfig.rootNamespace).</summary>
    public const string RootNamespace = IstioLabels.RootNamespace;

    private static readonly ImmutableDictionary<string, ByNamespace<HttpRoute>> NoRoutes =
        ImmutableDictionary.Create<string, ByNamespace<HttpRoute>>(StringComparer.Ordinal);

    // After what a new one is made of.
    public static readonly MeshSnapshot Empty = new();

    private ImmutableSortedDictionary<string, NamespaceResource> namespaces =
        ImmutableSortedDictionary.Create<string, NamespaceResource>(StringComparer.Ordinal);
    private ByNamespace<ServiceResource> services = ByNamespace<ServiceResource>.Empty;
    private ByNamespace<GatewayResource> gateways = ByNamespace<GatewayResource>.Empty;
    private ByNamespace<ListenerSetResource> listenerSets = ByNamespace<ListenerSetResource>.Empty;

    // By the namespace of their Gateways.
    private ByNamespace<ListenerSetResource> attachedSets = ByNamespace<ListenerSetResource>.Empty;
    private ByNamespace<HttpRoute> routes = ByNamespace<HttpRoute>.Empty;
    private ByNamespace<AttachedObject> attached = ByNamespace<AttachedObject>.Empty;

    private ByNamespace<SecurityPolicy> authorizationPolicies = ByNamespace<SecurityPolicy>.Empty;
    private ByNamespace<SecurityPolicy> requestAuthentications = ByNamespace<SecurityPolicy>.Empty;

    private ImmutableArray<HttpRoute> repeated = [];

    // Of namespaces that have used up nearly all.
    private ImmutableDictionary<string, long> room = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    // The routes of other namespaces with a parent in the namespace.
    private ImmutableDictionary<string, ByNamespace<HttpRoute>> visitors = NoRoutes;

    /// <summary>By name. Of several with one key the last that is given stays.</summary>
    public IEnumerable<NamespaceResource> Namespaces
    {
        get => namespaces.Values;
        init => namespaces = namespaces.Clear().SetItems(value.Select(static resource => KeyValuePair.Create(resource.Name, resource)));
    }

    /// <summary>And ServiceEntries, by namespace, kind and name.</summary>
    public IEnumerable<ServiceResource> Services
    {
        get => services.All;
        init => services = ByNamespace<ServiceResource>.Of(value, static service => KeyOf(service.Target));
    }

    /// <summary>By namespace and name.</summary>
    public IEnumerable<GatewayResource> Gateways
    {
        get => gateways.All;
        init => gateways = ByNamespace<GatewayResource>.Of(value, static gateway => gateway.Key);
    }

    /// <summary>By namespace and name.</summary>
    public IEnumerable<ListenerSetResource> ListenerSets
    {
        get => listenerSets.All;
        init
        {
            listenerSets = ByNamespace<ListenerSetResource>.Of(value, static set => set.Key);
            attachedSets = ByNamespace<ListenerSetResource>.Of(listenerSets.All, AtGateway);
        }
    }

    /// <summary>By namespace and name; then earlier routes of the same kind and key and unnamed ones, which are judged as well.</summary>
    public IEnumerable<HttpRoute> Routes
    {
        get => routes.All.Concat(repeated);
        init
        {
            routes = ByNamespace<HttpRoute>.Of(value, static route => route.Key.AmongAllKinds);
            repeated = [.. value.Where(route => !ReferenceEquals(Route(route.Key), route))];
            visitors = NoRoutes.AddRange(routes.All.SelectMany(static route => Elsewhere(route).Select(name => (Name: name, Route: route)))
                .GroupBy(static visit => visit.Name, static visit => visit.Route, StringComparer.Ordinal)
                .Select(static visit => KeyValuePair.Create(visit.Key, ByNamespace<HttpRoute>.Of(visit, static route => route.Key.AmongAllKinds))));
        }
    }

    /// <summary>AuthorizationPolicies and RequestAuthentications.</summary>
    public IEnumerable<SecurityPolicy> Policies
    {
        get => authorizationPolicies.All.Concat(requestAuthentications.All);
        init
        {
            var byKind = value.ToLookup(static policy => IsAuthorization(policy.Object));
            authorizationPolicies = ByNamespace<SecurityPolicy>.Of(byKind[true], static policy => policy.Object.Key);
            requestAuthentications = ByNamespace<SecurityPolicy>.Of(byKind[false], static policy => policy.Object.Key);
        }
    }

    /// <summary>False without the right to read policies: any may be there.</summary>
    public bool KnowsPolicies { get; init; } = true;

    /// <summary>When the program was installed; null where that does not matter: every namespace then counts as new.</summary>
    public DateTimeOffset? Installed { get; init; }

    /// <summary>WasmPlugins, TrafficExtensions and Telemetries, whoever wrote them, by namespace, kind and name.</summary>
    public IEnumerable<AttachedObject> Attached
    {
        get => attached.All;
        init => attached = ByNamespace<AttachedObject>.Of(value, static item => KeyOf(item.Object));
    }

    /// <summary>VirtualServices, as far as they were asked for and may be read.</summary>
    public IReadOnlyList<VirtualServiceResource> VirtualServices { get; init; } = [];

    /// <summary>Gateways of networking.istio.io, likewise.</summary>
    public IReadOnlyList<IstioGatewayResource> IstioGateways { get; init; } = [];

    /// <summary>All that a cluster has is held: a Gateway that is not has no class, and measures nothing until it has.</summary>
    public bool IsComplete { get; init; }

    public NamespaceResource? Namespace(string name) => namespaces.GetValueOrDefault(name);

    /// <summary>The Service or ServiceEntry; null for a Gateway.</summary>
    public ServiceResource? Service(Target target) => services.Find(KeyOf(target));

    /// <summary>
    /// What <c>destination_service_name</c> says of a Service, or of the hosts of a ServiceEntry (istio serviceentry/conversion.go).
    /// </summary>
    public IReadOnlyList<string> MetricNamesOf(Target target) => Service(target)?.Hosts ?? [target.Key.Name];

    public GatewayResource? Gateway(NamespacedName key) => gateways.Find(key);

    public ListenerSetResource? ListenerSet(NamespacedName key) => listenerSets.Find(key);

    /// <summary>Those that name a Gateway of the namespace, allowed or not.</summary>
    public IEnumerable<ListenerSetResource> ListenerSetsAttachedIn(string name) => attachedSets.In(name);

    public IEnumerable<ListenerSetResource> ListenerSetsIn(string name) => listenerSets.In(name);

    public HttpRoute? Route(RouteKey key) => routes.Find(key.AmongAllKinds);

    /// <summary>And ServiceEntries.</summary>
    public IEnumerable<ServiceResource> ServicesIn(string name) => services.In(name);

    public IEnumerable<GatewayResource> GatewaysIn(string name) => gateways.In(name);

    public AttachedObject? AttachedObject(ObjectRef reference) => attached.Find(KeyOf(reference));

    public IEnumerable<AttachedObject> AttachedIn(string name) => attached.In(name);

    public IEnumerable<HttpRoute> RoutesIn(string name) => routes.In(name);

    /// <summary>The routes of the namespace, and those of others with a parent in it, or in a ListenerSet of a Gateway in it.</summary>
    public IEnumerable<HttpRoute> RoutesAround(string name)
    {
        var around = visitors.TryGetValue(name, out var visiting) ? routes.In(name).Concat(visiting.All) : routes.In(name);
        HashSet<NamespacedName>? elsewhere = null;
        foreach (var set in attachedSets.In(name))
        {
            if (set.Key.Namespace != name)
            {
                (elsewhere ??= []).Add(set.Key);
            }
        }

        return elsewhere is null ? around : around.Concat(elsewhere.Select(static set => set.Namespace).Distinct(StringComparer.Ordinal)
                .SelectMany(ns => routes.In(ns).Concat(VisitorsOf(ns).All))
                .Where(route => route.ParentRefs.Any(parent => parent.IsListenerSet && elsewhere.Contains(parent.Key))))
            .DistinctBy(static route => route.Key);
    }

    public IEnumerable<SecurityPolicy> PoliciesIn(string name) => authorizationPolicies.In(name).Concat(requestAuthentications.In(name));

    /// <summary>How many bytes of memory further routes of a namespace may take; null where that is no matter.</summary>
    public long? RoomLeft(string name) => room.TryGetValue(name, out var left) ? left : null;

    public MeshSnapshot WithRoom(string name, long? left) =>
        left is { } bytes ? this with { room = room.SetItem(name, bytes) } : room.IsEmpty ? this : this with { room = room.Remove(name) };

    public MeshSnapshot With(NamespaceResource resource) => this with { namespaces = namespaces.SetItem(resource.Name, resource) };

    public MeshSnapshot With(ServiceResource service) => this with { services = services.With(KeyOf(service.Target), service) };

    public MeshSnapshot With(GatewayResource gateway) => this with { gateways = gateways.With(gateway.Key, gateway) };

    public MeshSnapshot With(ListenerSetResource set)
    {
        var without = WithoutListenerSet(set.Key);
        return without with
        {
            listenerSets = without.listenerSets.With(set.Key, set),
            attachedSets = without.attachedSets.With(AtGateway(set), set),
        };
    }

    public MeshSnapshot With(HttpRoute route)
    {
        var without = WithoutRoute(route.Key);
        return without with
        {
            routes = without.routes.With(route.Key.AmongAllKinds, route),
            visitors = without.visitors.SetItems(
                Elsewhere(route).Select(name => KeyValuePair.Create(name, without.VisitorsOf(name).With(route.Key.AmongAllKinds, route)))),
        };
    }

    public MeshSnapshot With(SecurityPolicy policy) => IsAuthorization(policy.Object)
        ? this with { authorizationPolicies = authorizationPolicies.With(policy.Object.Key, policy) }
        : this with { requestAuthentications = requestAuthentications.With(policy.Object.Key, policy) };

    public MeshSnapshot Without(ObjectRef policy) => IsAuthorization(policy)
        ? this with { authorizationPolicies = authorizationPolicies.Without(policy.Key) }
        : this with { requestAuthentications = requestAuthentications.Without(policy.Key) };

    public MeshSnapshot With(AttachedObject item) => this with { attached = attached.With(KeyOf(item.Object), item) };

    public MeshSnapshot WithoutNamespace(string name) => this with { namespaces = namespaces.Remove(name) };

    public MeshSnapshot WithoutService(Target target) => this with { services = services.Without(KeyOf(target)) };

    public MeshSnapshot WithoutGateway(NamespacedName key) => this with { gateways = gateways.Without(key) };

    public MeshSnapshot WithoutListenerSet(NamespacedName key) => ListenerSet(key) is not { } set ? this : this with
    {
        listenerSets = listenerSets.Without(key),
        attachedSets = attachedSets.Without(AtGateway(set)),
    };

    public MeshSnapshot WithoutRoute(RouteKey key) => Route(key) is not { } route ? this : this with
    {
        routes = routes.Without(key.AmongAllKinds),
        visitors = visitors.SetItems(Elsewhere(route).Select(name => KeyValuePair.Create(name, VisitorsOf(name).Without(key.AmongAllKinds)))),
    };

    private static bool IsAuthorization(ObjectRef policy) => policy.Kind == "AuthorizationPolicy";

    public MeshSnapshot WithoutAttached(ObjectRef reference) => this with { attached = attached.Without(KeyOf(reference)) };

    private static NamespacedName AtGateway(ListenerSetResource set) => new(set.Gateway.Namespace, $"{set.Gateway.Name}/{set.Key}");

    // Objects of several kinds may have one name.
    private static NamespacedName KeyOf(ObjectRef reference) => new(reference.Key.Namespace, $"{reference.Kind}/{reference.Key.Name}");

    private static NamespacedName KeyOf(Target target) => new(target.Key.Namespace, $"{target.Kind}/{target.Key.Name}");

    private ByNamespace<HttpRoute> VisitorsOf(string name) => visitors.GetValueOrDefault(name, ByNamespace<HttpRoute>.Empty);

    private static IEnumerable<string> Elsewhere(HttpRoute route) =>
        route.ParentRefs.Select(static parent => parent.Namespace)
            .Where(name => name != route.Key.Namespace)
            .Distinct(StringComparer.Ordinal);
}
