using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// Small meshes that are likely to be gotten wrong: everything is drawn from pools of values that overlap, differ in one respect, or look like syntax.
/// </summary>
internal static class MeshGenerator
{
    public static readonly IReadOnlyList<int> ServicePorts = [80, 8080];

    public static readonly IReadOnlyList<Target> Services =
    [
        new(TargetKind.Service, new("a", "svc")), new(TargetKind.Service, new("a", "svc-2")), new(TargetKind.Service, new("a-b", "svc")),
    ];

    public static readonly IReadOnlyList<Target> Gateways = [new(TargetKind.Gateway, new("a", "gw")), new(TargetKind.Gateway, new("a-b", "gw"))];

    public static readonly IReadOnlyList<string> Hostnames =
    [
        "example.com", "a.example.com", "*.example.com", "b.a.example.com", "*.a.example.com", "*.com", "ample.com", "*.ample.com", "c.example.com",
    ];

    private static readonly IReadOnlyList<string> Nested = ["*.example.com", "a.example.com", "*.com"];

    private static readonly IReadOnlyList<string> Namespaces = ["a", "a-b", "b"];

    private static readonly IReadOnlyList<DateTimeOffset> Times =
        [.. Enumerable.Range(0, 2).Select(day => new DateTimeOffset(2026, 1, 1 + day, 0, 0, 0, TimeSpan.Zero))];

    private static readonly IReadOnlyList<(string Name, int Port, string Protocol)> Sockets =
        [("http", 80, "HTTP"), ("alt", 8080, "HTTP"), ("https", 443, "HTTPS"), ("raw", 9000, "TCP")];

    // The last two are none of Istio's.
    private static readonly IReadOnlyList<string> Filters =
    [
        "RequestHeaderModifier", "ResponseHeaderModifier", "URLRewrite", "CORS", "RequestRedirect", "RequestMirror", "ExtensionRef", "ExternalAuth",
    ];

    /// <summary>
    /// 1 to 6 routes, also in the order in which they were made, by which choices are shrunk; Gateways and Services are held or not; Namespaces always are.
    /// </summary>
    public static MeshSnapshot Mesh(Choices choices, out IReadOnlyList<HttpRoute> made)
    {
        // Most meshes are about one target, where routes meet; the others about all.
        Target[] targets = choices.Chance(20) ? [.. Services, .. Gateways] : [choices.Of(choices.Chance(50) ? Gateways : Services)];
        var matches = new MatchGenerator(choices);
        var hostnames = choices.Chance(50) ? Nested : choices.List(1, 3, 70, () => choices.Of(Hostnames));
        var gateways = Gateways.Where(target => targets.Contains(target) && choices.Chance(80)).Select(target => Gateway(choices, target.Key, hostnames)).ToList();
        var sets = gateways.Where(_ => choices.Chance(50)).Select(gateway => Set(choices, gateway.Key, hostnames)).ToList();
        IReadOnlyList<NamespaceResource> namespaces = [.. Namespaces.Select(name => Namespace(choices, name))];
        IReadOnlyList<ServiceResource> services =
            [.. Services.Where(_ => choices.Chance(60)).Select(target => new ServiceResource(target.Key) { Ports = ServicePorts })];
        made = [.. Twinned(choices, choices.List(1, 5, 60, () => Route(choices, targets, gateways, sets, matches) with
        {
            Hostnames = [.. choices.List(0, 3, 60, () => choices.Of(choices.Chance(20) ? Hostnames : hostnames)).Distinct(StringComparer.Ordinal)],
        })).DistinctBy(route => route.Key with { Kind = RouteKind.Http })];
        return new() { Namespaces = namespaces, Services = services, Gateways = [.. gateways, .. Waypoints(namespaces, choices)], ListenerSets = sets, Routes = made };
    }

    /// <summary>A ListenerSet stands for its Gateway.</summary>
    public static Target TargetOf(ParentRef parent, MeshSnapshot mesh) => parent.IsListenerSet
        ? new(TargetKind.Gateway, mesh.ListenerSets.First(set => set.Key == parent.Key).Gateway)
        : new(parent.IsService ? TargetKind.Service : TargetKind.Gateway, parent.Key);

    // The same route again under another name: only its age, namespace and name can decide.
    private static List<HttpRoute> Twinned(Choices choices, List<HttpRoute> routes)
    {
        if (!choices.Chance(25))
        {
            return routes;
        }

        var twin = choices.Of(routes);
        var key = Key(choices, choices.Of(Namespaces)) with { Kind = twin.Key.Kind };
        return [.. routes, twin with { Key = key, CreationTimestamp = choices.Of([routes[0].CreationTimestamp, .. Times]) }];
    }

    private static RouteKey Key(Choices choices, string home) => new(RouteKind.Http, home, choices.Of("r", "a", "z", "r-0"));

    private static NamespaceResource Namespace(Choices choices, string name)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["kubernetes.io/metadata.name"] = name, ["tier"] = choices.Of("one", "two") };
        if (name == "a" && choices.Chance(25))
        {
            (labels["istio.io/use-waypoint"], labels["istio.io/use-waypoint-namespace"]) = ("w", "b");
        }

        return new(name, labels);
    }

    // One that other namespaces may use is held or not.
    private static IEnumerable<GatewayResource> Waypoints(IReadOnlyList<NamespaceResource> namespaces, Choices choices) =>
        namespaces.Any(static space => space.Labels.ContainsKey("istio.io/use-waypoint-namespace")) && choices.Chance(50)
            ? [new(new("b", "w"), "istio-waypoint") { Listeners = [new("mesh", 15008, "HBONE") { AllowedNamespaces = new AllowedNamespaces.All() }] }]
            : [];

    private static ListenerSetResource Set(Choices choices, NamespacedName gateway, IReadOnlyList<string> hostnames) =>
        new(new(choices.Of(Namespaces), choices.Of("ls", "z")), gateway)
        {
            CreationTimestamp = choices.Chance(20) ? null : choices.Of(Times),
            Listeners =
            [
                .. Listeners(choices, hostnames),
                new("more", 80, "HTTP") { Hostname = choices.Of(hostnames), AllowedNamespaces = new AllowedNamespaces.All() },
            ],
        };

    private static List<Listener> Listeners(Choices choices, IReadOnlyList<string> hostnames) =>
        [.. choices.List(1, 5, 60, () => Listener(choices, hostnames)).DistinctBy(listener => (listener.Port, listener.Hostname))
            .Index().Select(item => item.Item with { Name = $"{item.Item.Name}-{item.Index}" })];

    private static GatewayResource Gateway(Choices choices, NamespacedName key, IReadOnlyList<string> hostnames) => new(key, choices.Chance(4) ? "nginx" : "istio")
    {
        AllowedListeners = choices.Next(6) switch
        {
            < 4 => new AllowedNamespaces.All(),
            4 => new AllowedNamespaces.Same(),
            _ => new AllowedNamespaces.Nothing(),
        },
        Listeners = Listeners(choices, hostnames),
    };

    private static Listener Listener(Choices choices, IReadOnlyList<string> hostnames)
    {
        var (name, port, protocol) = Sockets[choices.Of(0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 3)];
        return new(name, port, protocol)
        {
            Hostname = choices.Chance(65) ? choices.Of(choices.Chance(20) ? Hostnames : hostnames) : null,
            AllowedNamespaces = choices.Next(12) switch
            {
                < 7 => new AllowedNamespaces.All(),
                < 9 => new AllowedNamespaces.Same(),
                < 11 => new AllowedNamespaces.Selected(new([Requirement(choices)])),
                _ => new AllowedNamespaces.Nothing(),
            },
            AllowedKinds = choices.Of<IReadOnlyList<string>>([], [], [], [], [], ["HTTPRoute"], ["GRPCRoute", "HTTPRoute"], ["GRPCRoute"]),
        };
    }

    private static LabelRequirement Requirement(Choices choices) => choices.Of<LabelRequirement>(
        new("tier", "In", ["one"]), new("tier", "NotIn", ["one"]), new("kubernetes.io/metadata.name", "In", ["a", "b"]), new("team", "Exists", []));

    private static HttpRoute Route(
        Choices choices, IReadOnlyList<Target> targets, IReadOnlyList<GatewayResource> gateways, IReadOnlyList<ListenerSetResource> sets, MatchGenerator matches)
    {
        var parents = choices.List(1, 3, 25, () => Parent(choices, choices.Of(targets), gateways, sets));
        var kind = choices.Chance(25) ? RouteKind.Grpc : RouteKind.Http;
        return new()
        {
            Key = Key(choices, choices.Chance(parents[0].IsService ? 20 : 45) ? choices.Of(Namespaces) : parents[0].Namespace) with { Kind = kind },
            Rules = choices.List(1, 3, 40, () => kind == RouteKind.Grpc ? GrpcRule(choices, matches) : Rule(choices, matches)),
            CreationTimestamp = choices.Chance(20) ? null : choices.Of(Times),
            ParentRefs = [.. parents.Distinct()],
        };
    }

    private static ParentRef Parent(
        Choices choices, Target target, IReadOnlyList<GatewayResource> gateways, IReadOnlyList<ListenerSetResource> sets)
    {
        if (sets.FirstOrDefault(set => set.Gateway == target.Key) is { } set && choices.Chance(50))
        {
            return new(ParentRef.GatewayGroup, "ListenerSet", set.Key.Namespace, set.Key.Name)
            {
                SectionName = choices.Chance(30) ? choices.Of(set.Listeners).Name : null,
            };
        }

        var listeners = gateways.FirstOrDefault(gateway => gateway.Key == target.Key)?.Listeners ?? [];
        return target.Kind == TargetKind.Service
            ? new("", "Service", target.Key.Namespace, target.Key.Name) { Port = choices.Chance(35) ? choices.Of(ServicePorts) : null }
            : new(ParentRef.GatewayGroup, "Gateway", target.Key.Namespace, target.Key.Name)
            {
                Port = choices.Chance(15) ? choices.Of(80, 8080, 443) : null,
                SectionName = listeners.Count > 0 && choices.Chance(30) ? choices.Of(listeners).Name : null,
            };
    }

    private static HttpRouteRule GrpcRule(Choices choices, MatchGenerator matches) => new()
    {
        Name = choices.Chance(15) ? choices.Of("get", "main", "a.r.0", "a.a.1") : null,
        Matches = choices.Chance(10) ? [] : choices.List(1, 4, 45, matches.GrpcMatch),
        FilterTypes = choices.Chance(10) ? [choices.Of("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "ExtensionRef")] : [],
    };

    private static HttpRouteRule Rule(Choices choices, MatchGenerator matches) => new()
    {
        Name = choices.Chance(15) ? choices.Of("get", "main", "a.r.0", "a.a.1") : null,
        Matches = choices.Chance(7) ? [] : choices.List(1, 4, 45, matches.Match),
        FilterTypes = choices.Chance(15) ? [choices.Of(Filters)] : [],
        BackendFilterTypes = choices.Chance(5) ? [choices.Of("RequestHeaderModifier", "ResponseHeaderModifier", "URLRewrite", "CORS")] : [],
    };
}
