using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Rules;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Controller.Tests.Caching;

public sealed class RouteIntakeTests
{
    private const long Kilobyte = 1024;

    [Fact]
    public void A_route_that_is_too_large_becomes_an_outline_that_names_its_parents_and_rules()
    {
        var read = Read(new(RouteRoom.OfProcess()), "shop", "large", characters: 1_390_000).Value;

        Assert.Equal(
            (1, 0, 0, "takes 2769 KiB of memory, more than the 256 KiB up to which a route is measured"),
            (read.ParentRefs.Count, read.Rules.Count, read.Hostnames.Count, read.LeftOut?.Reason));
        Assert.Equal(["named"], read.LeftOut!.RuleNames);
        Assert.InRange(RouteSize.Of(read), 1, 2 * Kilobyte);
    }

    [Fact]
    public void A_namespace_keeps_what_it_has_room_for_and_the_others_have_theirs()
    {
        var intake = new RouteIntake(new(InNamespace: 100 * Kilobyte, InAll: 10_000 * Kilobyte));

        var kept = Enumerable.Range(0, 10).Count(number => Read(intake, "greedy", $"r{number}", characters: 10_000).Value.LeftOut is null);

        Assert.InRange(kept, 3, 4);
        Assert.Null(Read(intake, "modest", "r", characters: 10_000).Value.LeftOut);
        Assert.Null(Read(intake, "greedy", "small", characters: 10).Value.LeftOut);
        Assert.Matches("^takes 2[23] KiB of memory, more than the routes of namespace greedy leave", Read(intake, "greedy", "last", characters: 10_900).Value.LeftOut?.Reason);
        Assert.NotNull(intake.RoomLeftIn("greedy"));
    }

    [Fact]
    public void When_all_is_full_the_namespaces_that_have_more_than_their_share_pay()
    {
        var intake = new RouteIntake(new(InNamespace: 1000 * Kilobyte, InAll: 1000 * Kilobyte));
        for (var number = 0; number < 100; number++)
        {
            Read(intake, "greedy", $"r{number}", characters: 10_000);
        }

        Assert.Null(Read(intake, "modest", "r", characters: 10_000).Value.LeftOut);
        Assert.NotNull(Read(intake, "greedy", "more", characters: 10_000).Value.LeftOut);
    }

    [Fact]
    public void Outlines_have_a_bound_too_and_what_exceeds_it_cannot_be_read_until_room_is_freed()
    {
        var intake = new RouteIntake(new(InNamespace: 40 * Kilobyte, InAll: 10_000 * Kilobyte));

        var refused = Enumerable.Range(0, 100).Count(number => FaultsOf(intake, "greedy", $"r{number}", characters: 300_000).Count > 0);

        Assert.InRange(refused, 60, 95);
        Assert.Equal(
            ["routes of namespace greedy that are not measured take all the room there is for such"],
            FaultsOf(intake, "greedy", "more", characters: 300_000).Select(static fault => fault.Reason));
        Assert.Empty(FaultsOf(intake, "modest", "r", characters: 300_000));
        Assert.Empty(FaultsOf(intake, "greedy", "small", characters: 10));
        Assert.False(intake.TakeFreed());
        intake.Forget(new(RouteKind.Http, "greedy", "r0"));
        Assert.True(intake.TakeFreed());
        Assert.Empty(FaultsOf(intake, "greedy", "more", characters: 300_000));
    }

    [Fact]
    public void What_says_the_same_is_held_once()
    {
        var intake = new RouteIntake(RouteRoom.OfProcess());

        Assert.Same(Read(intake, "shop", "r", characters: 10).Value, Read(intake, "shop", "r", characters: 10).Value);
        Assert.NotSame(Read(intake, "shop", "r", characters: 10).Value, Read(intake, "shop", "r", characters: 11).Value);
    }

    [Fact]
    public void Room_that_becomes_free_is_told_once_where_somebody_waits_for_it()
    {
        var intake = new RouteIntake(new(InNamespace: 100 * Kilobyte, InAll: 10_000 * Kilobyte));
        Read(intake, "shop", "a", characters: 30_000);
        intake.Forget(new(RouteKind.Http, "shop", "a"));
        Assert.False(intake.TakeFreed());

        Read(intake, "shop", "a", characters: 30_000);
        Assert.NotNull(Read(intake, "shop", "b", characters: 30_000).Value.LeftOut);
        Assert.False(intake.TakeFreed());
        intake.Forget(new(RouteKind.Http, "shop", "a"));

        Assert.True(intake.TakeFreed());
        Assert.False(intake.TakeFreed());
        Assert.Null(Read(intake, "shop", "b", characters: 30_000).Value.LeftOut);
    }

    [Fact]
    public void What_a_list_no_longer_has_is_forgotten()
    {
        var intake = new RouteIntake(new(InNamespace: 100 * Kilobyte, InAll: 10_000 * Kilobyte));
        Read(intake, "shop", "a", characters: 30_000);
        Read(intake, "shop", "b", characters: 100);

        intake.Retain(RouteKind.Http, new HashSet<RouteKey> { new(RouteKind.Http, "shop", "b") });

        Assert.Null(Read(intake, "shop", "c", characters: 30_000).Value.LeftOut);
    }

    [Fact]
    public void The_cache_tells_admission_of_the_room_of_a_namespace_that_has_little_left()
    {
        var cache = new ClusterCache(new(InNamespace: 300 * Kilobyte, InAll: 10_000 * Kilobyte));
        cache.Installed(Some.Installed);
        cache.Take(ResourceType.AuthorizationPolicies, Some.Synced<Digested<SecurityPolicy>>());
        cache.Take(ResourceType.RequestAuthentications, Some.Synced<Digested<SecurityPolicy>>());
        cache.Take(Some.Synced<NamespaceState>());
        cache.Take(Some.Synced<Digested<ServiceResource>>());
        cache.TakeEntry(Some.Synced<Digested<ServiceResource>>());
        cache.Take(Some.Synced<GatewayState>());
        cache.Take(RouteKind.Grpc, Some.Synced<Digested<HttpRoute>>());
        cache.Take(Some.Synced<Digested<ListenerSetResource>>());
        cache.Take(RouteKind.Http, Some.Synced(new Kubernetes.Informers.Watched<Digested<HttpRoute>>(Some.Identity("shop", "a"), Read(cache.Intake, "shop", "a", characters: 100_000))));

        Assert.InRange(cache.Snapshot!.RoomLeft("shop")!.Value, 90 * Kilobyte, 105 * Kilobyte);
        Assert.Null(cache.Snapshot!.RoomLeft("other"));

        cache.Take(RouteKind.Http, new Kubernetes.Informers.WatchEvent<Digested<HttpRoute>>.Removed(Some.Identity("shop", "a")));
        Assert.Null(cache.Snapshot!.RoomLeft("shop"));
    }

    private static List<ReadFault> FaultsOf(RouteIntake intake, string ns, string name, int characters)
    {
        var faults = new List<ReadFault>();
        Read(intake, ns, name, characters, faults);
        return faults;
    }

    private static Digested<HttpRoute> Read(RouteIntake intake, string ns, string name, int characters, List<ReadFault>? faults = null)
    {
        var headers = Enumerable.Range(0, (characters / 4000) + 1)
            .Select(number => (JsonNode)new JsonObject { ["name"] = $"h{number % 16}", ["value"] = new string('x', Math.Min(4000, characters - (4000 * number))) });
        var route = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
            ["spec"] = new JsonObject
            {
                ["parentRefs"] = new JsonArray(new JsonObject { ["group"] = "", ["kind"] = "Service", ["name"] = "s" }),
                ["hostnames"] = new JsonArray("a.example.com"),
                ["rules"] = new JsonArray(new JsonObject
                {
                    ["name"] = "named",
                    ["matches"] = new JsonArray([.. headers.Chunk(16).Select(static some => new JsonObject { ["headers"] = new JsonArray(some) })]),
                }),
            },
        };
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(route.ToJsonString()));
        json.Read();
        return intake.Read(ref json, RouteKind.Http, faults ?? []);
    }
}
