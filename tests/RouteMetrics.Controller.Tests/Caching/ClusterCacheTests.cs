using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Json;
using RouteMetrics.Documents.Yaml;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Tests.Caching;

public sealed class ClusterCacheTests
{
    private const int Clusters = 30;
    private const int Events = 80;

    // Another run, other clusters; a failure names its own.
    private static readonly int FirstSeed = Random.Shared.Next(1 << 30);

    [Fact]
    public void Events_one_by_one_lead_to_what_a_new_list_of_everything_shows()
    {
        for (var seed = FirstSeed; seed < FirstSeed + Clusters; seed++)
        {
            var cluster = new RandomCluster(seed);
            var cache = cluster.Fresh();
            for (var happened = 0; happened < Events; happened++)
            {
                cluster.Happen(cache);
            }

            var fresh = cluster.Fresh();
            Assert.Equal(fresh.Namespaces.Order(StringComparer.Ordinal), cache.Namespaces.Order(StringComparer.Ordinal));
            foreach (var ns in RandomCluster.Namespaces)
            {
                Assert.True(Text(fresh.View(ns)) == Text(cache.View(ns)), $"seed {seed}, namespace {ns}:\n{Text(fresh.View(ns))}\nafter events:\n{Text(cache.View(ns))}");
            }
        }
    }

    [Fact]
    public void There_is_one_snapshot_until_something_changes_as_soon_as_what_a_route_depends_on_is_known()
    {
        var cache = Enrolling();
        cache.Take(Some.Synced(Some.Namespace("shop")));
        cache.Take(Some.Synced(Some.Service("infra", "backend")));
        cache.Take(Some.Synced(Some.Gateway("infra", "public")));
        Assert.Null(cache.Snapshot);

        cache.Take(RouteKind.Http, Some.Synced(Some.Route("blog", "of-blog", "/a", Some.ToGateway("infra", "public"))));
        Assert.Null(cache.Snapshot);
        cache.Take(RouteKind.Grpc, new WatchEvent<Digested<HttpRoute>>.NotServed());
        cache.Take(new WatchEvent<Digested<ListenerSetResource>>.NotServed());
        cache.TakeEntry(new WatchEvent<Digested<ServiceResource>>.NotServed());
        var snapshot = cache.Snapshot!;
        Assert.Equal(
            ["shop", "infra/backend", "infra/public", "blog/of-blog"],
            [
                .. snapshot.Namespaces.Select(static ns => ns.Name), .. snapshot.Services.Select(static service => $"{service.Key}"),
                .. snapshot.Gateways.Select(static gateway => $"{gateway.Key}"), .. snapshot.Routes.Select(static route => $"{route.Key}"),
            ]);
        // A Gateway of the same file may be here a moment later.
        Assert.False(snapshot.IsComplete);

        cache.Take(ResourceType.WasmPlugins, Some.Synced<AttachedState>());
        Assert.Same(snapshot, cache.Snapshot);
        cache.Take(RouteKind.Http, new WatchEvent<Digested<HttpRoute>>.Changed(Some.Route("shop", "cart", "/b", Some.ToService("shop", "cart"))));
        Assert.Equal(["blog/of-blog", "shop/cart"], cache.Snapshot!.Routes.Select(static route => $"{route.Key}"));
        Assert.Single(snapshot.Routes);
    }

    [Fact]
    public void Whatever_a_change_makes_different_it_says_that_it_concerns()
    {
        for (var seed = FirstSeed; seed < FirstSeed + Clusters; seed++)
        {
            var cluster = new RandomCluster(seed);
            var cache = cluster.Fresh();
            var before = RandomCluster.Namespaces.ToDictionary(ns => ns, ns => Text(cache.View(ns)));
            for (var happened = 0; happened < Events; happened++)
            {
                var concerned = cluster.Happen(cache);
                foreach (var ns in RandomCluster.Namespaces)
                {
                    var after = Text(cache.View(ns));
                    Assert.True(before[ns] == after || concerned.Contains(ns), $"seed {seed}, event {happened}: namespace {ns} was\n{before[ns]}\nand is\n{after}");
                    before[ns] = after;
                }
            }
        }
    }

    [Fact]
    public void A_route_concerns_the_namespaces_of_the_parents_that_it_has_and_had()
    {
        var cache = new RandomCluster(0).Fresh();
        Assert.Equal(["a", "b"], Sorted(cache.Take(RouteKind.Http, Some.Changed(Some.Route("a", "r", "/x", Some.ToGateway("b", "g"))))));
        Assert.Equal(["a", "b", "c"], Sorted(cache.Take(RouteKind.Http, Some.Changed(Some.Route("a", "r", "/x", Some.ToGateway("c", "g"))))));
        Assert.Equal(["a", "c"], Sorted(cache.Take(RouteKind.Http, new WatchEvent<Digested<HttpRoute>>.Removed(Some.Identity("a", "r")))));
    }

    [Fact]
    public void A_Namespace_concerns_the_parents_of_its_routes_since_listeners_select_by_its_labels()
    {
        var cache = new RandomCluster(0).Fresh();
        cache.Take(RouteKind.Http, Some.Changed(Some.Route("a", "r", "/x", Some.ToGateway("b", "g"))));
        Assert.Equal(["a", "b"], Sorted(cache.Take(Some.Changed(Some.Namespace("a", "tier=one")))));
    }

    [Fact]
    public void A_change_of_the_status_alone_concerns_nobody()
    {
        var cache = new RandomCluster(0).Fresh();
        var route = Some.Route("a", "r", "/x", Some.ToService("a", "s"));
        cache.Take(RouteKind.Http, Some.Changed(route));
        Assert.Empty(cache.Take(RouteKind.Http, Some.Changed(route with { Object = route.Object with { ResourceVersion = "later" } })));
    }

    [Fact]
    public void An_object_that_was_deleted_and_created_anew_is_another()
    {
        var cache = new RandomCluster(0).Fresh();
        var route = Some.Route("a", "r", "/x", Some.ToService("a", "s"));
        cache.Take(RouteKind.Http, Some.Changed(route));
        Assert.Equal(["a"], cache.Take(RouteKind.Http, Some.Changed(route with { Object = route.Object with { Uid = "other" } })));
    }

    [Fact]
    public void Nothing_is_complete_before_every_kind_was_listed_and_the_last_one_concerns_everybody()
    {
        var cache = Enrolling();
        cache.Take(Some.Synced(Some.Namespace("a"), Some.Namespace("b")));
        cache.Take(Some.Synced<Digested<Core.Model.ServiceResource>>());
        cache.Take(Some.Synced<GatewayState>());
        cache.Take(RouteKind.Http, Some.Synced<Digested<HttpRoute>>());
        cache.Take(RouteKind.Grpc, new WatchEvent<Digested<HttpRoute>>.NotServed());
        cache.Take(new WatchEvent<Digested<ListenerSetResource>>.NotServed());
        cache.TakeEntry(new WatchEvent<Digested<ServiceResource>>.NotServed());
        cache.Take(ResourceType.WasmPlugins, Some.Synced<AttachedState>());
        cache.Take(ResourceType.TrafficExtensions, Some.Synced<AttachedState>());
        Assert.False(cache.IsComplete || cache.View("a").IsComplete);

        Assert.Equal(["a", "b"], Sorted(cache.Take(ResourceType.Telemetries, Some.Synced<AttachedState>())));
        Assert.True(cache.IsComplete && cache.View("a").IsComplete);
    }

    [Fact]
    public void An_Istio_without_TrafficExtensions_has_none_of_them_and_is_complete_once_that_is_known()
    {
        var cache = Enrolling();
        cache.Take(Some.Synced(Some.Namespace("a")));
        cache.Take(Some.Synced<Digested<Core.Model.ServiceResource>>());
        cache.Take(Some.Synced<GatewayState>());
        cache.Take(RouteKind.Http, Some.Synced<Digested<HttpRoute>>());
        cache.Take(RouteKind.Grpc, new WatchEvent<Digested<HttpRoute>>.NotServed());
        cache.Take(new WatchEvent<Digested<ListenerSetResource>>.NotServed());
        cache.TakeEntry(new WatchEvent<Digested<ServiceResource>>.NotServed());
        cache.Take(ResourceType.WasmPlugins, Some.Synced<AttachedState>());
        cache.Take(ResourceType.Telemetries, Some.Synced<AttachedState>());
        Assert.False(cache.IsComplete);
        Assert.Equal(["a"], cache.Take(ResourceType.TrafficExtensions, new WatchEvent<AttachedState>.NotServed()));
        Assert.True(cache.IsComplete);
    }

    [Fact]
    public void An_object_of_the_root_namespace_concerns_everybody()
    {
        var cache = Enrolling();
        cache.Take(Some.Synced(Some.Namespace("a"), Some.Namespace("b")));
        Assert.Equal(["a", "b", "istio-system"], Sorted(cache.Take(ResourceType.Telemetries, Some.Changed(Some.Telemetry("istio-system", "all", new())))));
        Assert.Equal(["a"], cache.Take(ResourceType.Telemetries, Some.Changed(Some.Telemetry("a", "own", new()))));
    }

    [Fact]
    public void What_holds_a_target_is_learnt_and_forgotten_with_its_object()
    {
        var cache = new RandomCluster(0).Fresh();
        cache.Take(Some.Changed(Some.Namespace("a")));
        cache.Take(RouteKind.Http, Some.Changed(Some.Route("a", "r", "/x", Some.ToService("a", "s"))));
        string[] whole = ["Gateway", "WasmPlugin", "Telemetry"];
        Assert.Equal(whole, Kinds());

        var theirs = Some.Extension(ResourceType.TrafficExtensions, "a", "theirs", new(), new TargetRef("", "Service", "s"));
        Assert.Equal(["a"], cache.Take(ResourceType.TrafficExtensions, Some.Changed(theirs)));
        Assert.Empty(Kinds());
        Assert.Equal(["a"], cache.Take(ResourceType.TrafficExtensions, Some.Changed(GivenUp(theirs))));
        Assert.Equal(whole, Kinds());
        cache.Take(ResourceType.TrafficExtensions, Some.Changed(theirs));
        Assert.Equal(["a"], cache.Take(ResourceType.TrafficExtensions, new WatchEvent<AttachedState>.Removed(theirs.Object)));
        Assert.Equal(whole, Kinds());

        IEnumerable<string> Kinds() => DesiredNamespace.Of(cache.View("a"), RouteMetricsSettings.Default).Objects.Select(static manifest => manifest.Kind);
        static Watched<AttachedState> GivenUp(Watched<AttachedState> item) => item with { Value = item.Value with { Attached = item.Value.Attached with { IsGivenUp = true } } };
    }

    [Fact]
    public void A_kind_that_is_served_no_more_leaves_what_was_there_and_makes_it_incomplete()
    {
        var cache = new RandomCluster(0).Fresh();
        cache.Take(RouteKind.Http, Some.Changed(Some.Route("a", "r", "/x", Some.ToService("a", "s"))));
        Assert.Empty(cache.Take(RouteKind.Http, new WatchEvent<Digested<HttpRoute>>.NotServed()));
        Assert.False(cache.View("a").IsComplete);
        Assert.Single(cache.View("a").Mesh.Routes);
    }

    [Fact]
    public void A_namespace_with_an_object_that_cannot_be_read_is_incomplete_until_it_can()
    {
        var cache = new RandomCluster(0).Fresh();
        var route = Some.Route("a", "r", "/x", Some.ToService("a", "s"));
        cache.Take(RouteKind.Http, Some.Changed(route));
        var unreadable = new UnreadableObject(route.Object, [new ReadFault("spec.rules", "7", "must be a list")]);
        foreach (WatchEvent<Digested<HttpRoute>> told in (WatchEvent<Digested<HttpRoute>>[])[
            new WatchEvent<Digested<HttpRoute>>.Unreadable(unreadable), new WatchEvent<Digested<HttpRoute>>.Synced([], [unreadable])])
        {
            cache.Take(RouteKind.Http, told);
            Assert.False(cache.View("a").IsComplete);
            Assert.True(cache.View("b").IsComplete);
            Assert.Equal([route.Value.Value], cache.View("a").Mesh.Routes);
        }

        cache.Take(RouteKind.Http, Some.Changed(route));
        Assert.True(cache.View("a").IsComplete);
    }

    [Fact]
    public void Without_the_right_to_read_policies_a_cache_is_complete_and_says_so()
    {
        var cache = new RandomCluster(0).Fresh();
        Assert.True(cache.View("a").Mesh.KnowsPolicies);
        cache.Take(Some.Changed(Some.Namespace("a")));
        Assert.Contains("a", cache.Take(ResourceType.AuthorizationPolicies, new WatchEvent<Digested<SecurityPolicy>>.NotAllowed()));
        Assert.False(cache.View("a").Mesh.KnowsPolicies);
        Assert.True(cache.IsComplete);
        cache.Take(ResourceType.AuthorizationPolicies, new WatchEvent<Digested<SecurityPolicy>>.NotServed());
        Assert.True(cache.View("a").Mesh.KnowsPolicies);
    }

    [Fact]
    public void Nobody_is_enrolled_before_it_is_settled_whether_policies_may_be_read()
    {
        var cache = new ClusterCache(RouteRoom.OfProcess());
        cache.Take(Some.Synced(Some.Namespace("a")));
        cache.Installed(Some.Installed);
        cache.Take(ResourceType.RequestAuthentications, Some.Synced<Digested<SecurityPolicy>>());
        Assert.False(cache.View("a").IsEnrolmentKnown);
        Assert.Equal(["a"], cache.Take(ResourceType.AuthorizationPolicies, new WatchEvent<Digested<SecurityPolicy>>.NotAllowed()));
        Assert.True(cache.View("a") is { IsEnrolmentKnown: true, IsComplete: false, Mesh.KnowsPolicies: false });
    }

    /// <summary>A cache that knows who is enrolled, and nothing else.</summary>
    private static ClusterCache Enrolling()
    {
        var cache = new ClusterCache(RouteRoom.OfProcess());
        cache.Installed(Some.Installed);
        cache.Take(ResourceType.AuthorizationPolicies, Some.Synced<Digested<SecurityPolicy>>());
        cache.Take(ResourceType.RequestAuthentications, new WatchEvent<Digested<SecurityPolicy>>.NotServed());
        return cache;
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> namespaces) => namespaces.Order(StringComparer.Ordinal);

    /// <summary>All that a decision about the namespace can see, as text.</summary>
    private static string Text(NamespaceView view)
    {
        var desired = DesiredNamespace.Of(view, RouteMetricsSettings.Default);
        return string.Join('\n', [
            $"{view.IsActive} {view.Namespace?.Value.Resource.OwnedLabels.Count} {desired.Enrolment?.SkipReason}",
            $"{desired.WantsWaypoint} {desired.IsHeld}",
            ManifestText.Yaml(desired.Objects),
            .. desired.Findings.Select(finding => $"{finding.Object} {finding}"),
            .. view.Objects.Select(item => $"{item.Type.Kind} {item.Identity.Name} {item.Identity.Uid} {item.Found}").Order(StringComparer.Ordinal),
            .. view.Routes.Keys.Select(route => route.ToString()).Order(StringComparer.Ordinal)]);
    }
}
