using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Caching;

/// <summary>The cluster as the watches report it. Each event yields the namespaces that it concerns. Thread-safe.</summary>
internal sealed class ClusterCache(RouteRoom room)
{
    private readonly Lock gate = new();
    private readonly ObjectTable<NamespaceState> namespaces = new(static (left, right) =>
        left.Digest == right.Digest
        && left.Resource.OwnedLabels.SequenceEqual(right.Resource.OwnedLabels, StringComparer.Ordinal)
        && left.Resource.OthersLabels.SequenceEqual(right.Resource.OthersLabels, StringComparer.Ordinal));

    private readonly ObjectTable<Digested<ServiceResource>> services = new(static (left, right) => left.Digest == right.Digest);
    private readonly ObjectTable<Digested<ServiceResource>> serviceEntries = new(static (left, right) => left.Digest == right.Digest);
    private readonly ObjectTable<GatewayState> gateways =
        new(static (left, right) => left.Digest == right.Digest && left.Found == right.Found);
    private readonly ObjectTable<Digested<ListenerSetResource>> listenerSets = new(static (left, right) => left.Digest == right.Digest);
    private readonly ObjectTable<Digested<SecurityPolicy>> authorizationPolicies = new(static (left, right) => left.Digest == right.Digest);
    private readonly ObjectTable<Digested<SecurityPolicy>> requestAuthentications =
        new(static (left, right) => left.Digest == right.Digest);

    private readonly ObjectTable<AttachedState> wasmPlugins = new(static (left, right) => left.SaysTheSameAs(right));
    private readonly ObjectTable<AttachedState> trafficExtensions = new(static (left, right) => left.SaysTheSameAs(right));
    private readonly ObjectTable<AttachedState> telemetries = new(static (left, right) => left.SaysTheSameAs(right));
    private readonly ObjectTable<Digested<HttpRoute>> httpRoutes = new(AreSame);
    private readonly ObjectTable<Digested<HttpRoute>> grpcRoutes = new(AreSame);

    // Until the mark of the installation is read, no namespace is younger.
    private MeshSnapshot mesh = MeshSnapshot.Empty with { Installed = DateTimeOffset.MaxValue, KnowsPolicies = false };
    private bool isInstallationKnown;

    /// <summary>Reads the routes whose events this takes.</summary>
    public RouteIntake Intake { get; } = new(room);

    /// <summary>Every kind has been listed, so what is missing here does not exist.</summary>
    public bool IsComplete => Locked(() => IsEverythingSynced);

    /// <summary>The namespaces that exist, and those that hold objects of the kinds that we generate.</summary>
    public IReadOnlyCollection<string> Namespaces => Locked(() => namespaces.In("").Select(static item => item.Object.Name)
        .Concat(gateways.Namespaces).Concat(wasmPlugins.Namespaces).Concat(telemetries.Namespaces)
        .ToHashSet(StringComparer.Ordinal));

    /// <summary>How many objects of each resource are held.</summary>
    public IReadOnlyList<(ResourceType Type, int Count)> Counts => Locked<IReadOnlyList<(ResourceType, int)>>(() =>
    [
        (ResourceType.Namespaces, namespaces.Count), (ResourceType.Services, services.Count),
        (ResourceType.ServiceEntries, serviceEntries.Count), (ResourceType.Gateways, gateways.Count),
        (ResourceType.ListenerSets, listenerSets.Count), (ResourceType.HttpRoutes, httpRoutes.Count),
        (ResourceType.GrpcRoutes, grpcRoutes.Count), (ResourceType.AuthorizationPolicies, authorizationPolicies.Count),
        (ResourceType.RequestAuthentications, requestAuthentications.Count), (ResourceType.WasmPlugins, wasmPlugins.Count),
        (ResourceType.TrafficExtensions, trafficExtensions.Count), (ResourceType.Telemetries, telemetries.Count),
    ]);

    private bool IsEnrolmentKnown => isInstallationKnown && IsSettled(authorizationPolicies) && IsSettled(requestAuthentications);

    // A cluster need not have GRPCRoutes, ListenerSets or ServiceEntries.
    private bool AreServicesSynced => services.IsSynced && serviceEntries.IsSyncedOrNotServed;

    private bool AreRoutesSynced => httpRoutes.IsSynced && grpcRoutes.IsSyncedOrNotServed && listenerSets.IsSyncedOrNotServed;

    private bool IsEverythingSynced => IsEnrolmentKnown
        && namespaces.IsSynced && AreServicesSynced && gateways.IsSynced && AreRoutesSynced && wasmPlugins.IsSynced && telemetries.IsSynced
        && trafficExtensions.IsSyncedOrNotServed;

    /// <summary>
    /// When the program was installed; <see cref="DateTimeOffset.MaxValue"/> if that cannot be known. Concerns every namespace.
    /// </summary>
    public IReadOnlySet<string> Installed(DateTimeOffset time) => Locked(() =>
    {
        (mesh, isInstallationKnown) = (mesh with { Installed = time }, true);
        return Namespaces.ToHashSet(StringComparer.Ordinal);
    });

    /// <summary>Listeners select routes by namespace labels, so a Namespace also concerns the parents of its routes.</summary>
    public IReadOnlySet<string> Take(WatchEvent<NamespaceState> happened) => Take(namespaces, happened, (change, concerned) =>
    {
        var name = change.Object.Name;
        concerned.Add(name);
        mesh = change.New is { } now ? mesh.With(now.Value.Resource) : mesh.WithoutNamespace(name);
        foreach (var route in httpRoutes.In(name).Concat(grpcRoutes.In(name)))
        {
            concerned.UnionWith(NamespacesOf(route));
        }

        // Gateways select ListenerSets by the labels of namespaces as well.
        concerned.UnionWith(listenerSets.In(name).Select(static set => set.Value.Value.Gateway.Namespace));
    });

    public IReadOnlySet<string> Take(WatchEvent<Digested<ServiceResource>> happened) => Take(services, happened, TakeService);

    public IReadOnlySet<string> TakeEntry(WatchEvent<Digested<ServiceResource>> happened) => Take(serviceEntries, happened, TakeService);

    public IReadOnlySet<string> Take(WatchEvent<GatewayState> happened) => Take(gateways, happened, (change, concerned) =>
    {
        AddOwn(change, concerned);
        mesh = Updated(change, now => mesh.With(now.Resource), gone => mesh.WithoutGateway(gone.Resource.Key));
    });

    /// <summary>A ListenerSet concerns the namespaces of its present and former Gateway.</summary>
    public IReadOnlySet<string> Take(WatchEvent<Digested<ListenerSetResource>> happened) =>
        Take(listenerSets, happened, (change, concerned) =>
        {
            foreach (var set in new[] { change.Old, change.New }.OfType<Watched<Digested<ListenerSetResource>>>())
            {
                concerned.Add(set.Value.Value.Gateway.Namespace);
            }

            AddOwn(change, concerned);
            mesh = Updated(change, now => mesh.With(now.Value), gone => mesh.WithoutListenerSet(gone.Value.Key));
        });

    /// <summary>A route concerns the namespaces of its present and former parents.</summary>
    public IReadOnlySet<string> Take(RouteKind kind, WatchEvent<Digested<HttpRoute>> happened)
    {
        if (happened is WatchEvent<Digested<HttpRoute>>.Synced(var listed, var unreadable))
        {
            Intake.Retain(kind, listed.Select(static item => item.Object).Concat(unreadable.Select(static item => item.Object))
                .Select(item => new RouteKey(kind, item.Namespace ?? "", item.Name)).ToHashSet());
        }

        return Take(TableOf(kind), happened, (change, concerned) => TakeRoute(kind, change, concerned));
    }

    private void TakeRoute(RouteKind kind, ObjectChange<Digested<HttpRoute>> change, HashSet<string> concerned)
    {
        foreach (var route in new[] { change.Old, change.New }.OfType<Watched<Digested<HttpRoute>>>())
        {
            concerned.UnionWith(NamespacesOf(route));
        }

        var ns = change.Object.Namespace ?? "";
        if (change.New is null)
        {
            Intake.Forget(new(kind, ns, change.Object.Name));
        }

        mesh = Updated(change, now => mesh.With(now.Value), gone => mesh.WithoutRoute(gone.Value.Key))
            .WithRoom(ns, Intake.RoomLeftIn(ns));
    }

    /// <summary>
    /// WasmPlugins, TrafficExtensions (which older Istios do not have) and Telemetries. What is in Istio's root namespace may be for all.
    /// </summary>
    public IReadOnlySet<string> Take(ResourceType type, WatchEvent<AttachedState> happened) =>
        Take(TableOf(type), happened, TakeAttached);

    /// <summary>A policy of the root namespace concerns every namespace, and so does whether policies may be read.</summary>
    public IReadOnlySet<string> Take(ResourceType type, WatchEvent<Digested<SecurityPolicy>> happened) => Locked(() =>
    {
        var knew = mesh.KnowsPolicies;
        var table = type == ResourceType.AuthorizationPolicies ? authorizationPolicies : requestAuthentications;
        var concerned = Take(table, happened, (change, of) =>
        {
            AddOwn(change, of);
            mesh = Updated(change, now => mesh.With(now.Value), gone => mesh.Without(gone.Value.Object));
        });
        mesh = mesh with { KnowsPolicies = IsKnown(authorizationPolicies) && IsKnown(requestAuthentications) };
        return mesh.KnowsPolicies != knew || concerned.Contains(IstioLabels.RootNamespace)
            ? Namespaces.ToHashSet(StringComparer.Ordinal)
            : concerned;
    });

    /// <summary>What concerns a namespace, now.</summary>
    public NamespaceView View(string name) => Locked(() =>
    {
        UnreadableObject[] unreadable =
        [
            .. namespaces.UnreadableIn("").Where(item => item.Object.Name == name),
            .. services.UnreadableIn(name), .. serviceEntries.UnreadableIn(name), .. gateways.UnreadableIn(name),
            .. httpRoutes.UnreadableIn(name), .. grpcRoutes.UnreadableIn(name), .. listenerSets.UnreadableIn(name),
        ];
        return new NamespaceView(name)
        {
            Namespace = namespaces.Find("", name),
            Mesh = mesh with { IsComplete = true },
            Objects = ObjectsOf(name),
            Routes = mesh.RoutesAround(name)
                .Select(route => TableOf(route.Key.Kind).Find(route.Key.Namespace, route.Key.Name))
                .OfType<Watched<Digested<HttpRoute>>>()
                .ToDictionary(static route => route.Value.Value.Key, static route => route.Object),
            Unreadable = unreadable,
            IsEnrolmentKnown = IsEnrolmentKnown,
            IsComplete = IsEverythingSynced && unreadable.Length == 0,
        };
    });

    /// <summary>
    /// For admission; the same object until something changes, null until its kinds have been listed. It is not marked complete: an object
    /// that was created a moment ago may be missing.
    /// </summary>
    public MeshSnapshot? Snapshot =>
        Locked(() => namespaces.IsSynced && AreServicesSynced && gateways.IsSynced && AreRoutesSynced && IsEnrolmentKnown ? mesh : null);

    private static bool AreSame(Digested<HttpRoute> left, Digested<HttpRoute> right) =>
        left.Digest == right.Digest && left.Value.LeftOut?.Reason == right.Value.LeftOut?.Reason;

    private ObjectTable<Digested<HttpRoute>> TableOf(RouteKind kind) => kind == RouteKind.Grpc ? grpcRoutes : httpRoutes;

    // Without the CRD there are none. Without the right to read them, or with one that cannot be read, nobody knows.
    private static bool IsKnown(ObjectTable<Digested<SecurityPolicy>> policies) =>
        policies.IsAbsent || (policies.IsSynced && !policies.HasUnreadable);

    private static bool IsSettled(ObjectTable<Digested<SecurityPolicy>> policies) =>
        policies.IsAbsent || policies.IsSynced || policies.IsForbidden;

    private void TakeService(ObjectChange<Digested<ServiceResource>> change, HashSet<string> concerned)
    {
        AddOwn(change, concerned);
        mesh = Updated(change, now => mesh.With(now.Value), gone => mesh.WithoutService(gone.Value.Target));
    }

    private void TakeAttached(ObjectChange<AttachedState> change, HashSet<string> concerned)
    {
        AddOwn(change, concerned);
        if (change.Object.Namespace == MeshSnapshot.RootNamespace)
        {
            concerned.UnionWith(Namespaces);
        }

        mesh = Updated(change, now => mesh.With(now.Attached), gone => mesh.WithoutAttached(gone.Attached.Object));
    }

    private ObjectTable<AttachedState> TableOf(ResourceType type) =>
        type == ResourceType.WasmPlugins ? wasmPlugins : type == ResourceType.TrafficExtensions ? trafficExtensions : telemetries;

    private T Locked<T>(Func<T> read)
    {
        lock (gate)
        {
            return read();
        }
    }

    private HashSet<string> Take<T>(ObjectTable<T> table, WatchEvent<T> happened, Action<ObjectChange<T>, HashSet<string>> concern)
    {
        var concerned = new HashSet<string>(StringComparer.Ordinal);
        lock (gate)
        {
            var (wasEnrolmentKnown, wasComplete) = (IsEnrolmentKnown, IsEverythingSynced);
            foreach (var change in table.Take(happened))
            {
                concern(change, concerned);
            }

            // The last kind was what every namespace waited for.
            if ((!wasEnrolmentKnown && IsEnrolmentKnown) || (!wasComplete && IsEverythingSynced))
            {
                concerned.UnionWith(Namespaces);
            }
        }

        return concerned;
    }

    private MeshSnapshot Updated<T>(ObjectChange<T> change, Func<T, MeshSnapshot> with, Func<T, MeshSnapshot> without) =>
        change.New is { } now ? with(now.Value) : change.Old is { } gone ? without(gone.Value) : mesh;

    private static void AddOwn<T>(ObjectChange<T> change, HashSet<string> concerned) => concerned.Add(change.Object.Namespace ?? "");

    private IEnumerable<string> NamespacesOf(Watched<Digested<HttpRoute>> route) => route.Value.Value.ParentRefs
        .SelectMany(parent => parent.IsListenerSet && mesh.ListenerSet(parent.Key) is { } set
            ? [parent.Namespace, set.Gateway.Namespace]
            : new[] { parent.Namespace })
        .Append(route.Value.Value.Key.Namespace);

    private List<ExistingObject> ObjectsOf(string name) =>
    [
        .. gateways.In(name).Select(static item => new ExistingObject(ResourceType.Gateways, item.Object, item.Value.Found)),
        .. wasmPlugins.In(name).Select(static item => new ExistingObject(ResourceType.WasmPlugins, item.Object, item.Value.Found)),
        .. telemetries.In(name).Select(static item => new ExistingObject(ResourceType.Telemetries, item.Object, item.Value.Found)),
    ];
}
