using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Tests.Operations;

/// <summary>Names over random sequences of routes that come, change and go at shared targets.</summary>
public sealed class StableNamesTests
{
    private const int Steps = 100_000;

    // Routes of a sequence; few, so that each step meets others.
    private const int Most = 8;

    private static readonly string[] Names = ["default", "POST /pay", "GET /a {route=b/r1}", "* /a/* {host=x.example}"];

    [Fact]
    public void No_step_renames_an_older_match_and_no_name_is_given_to_two_rules()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("ROUTE_METRICS_SEED"), out var given) ? given : Random.Shared.Next(1 << 30);
        var step = 0;
        for (var seed = first; step < Steps; seed++)
        {
            var random = new Random(seed);
            var routes = new Dictionary<RouteKey, HttpRoute>();
            var before = NamesOf(routes.Values);
            for (var length = random.Next(5, 40); length > 0; length--, step++)
            {
                var key = new RouteKey(RouteKind.Http, Pick(random, "a", "b"), $"r{random.Next(Most)}");
                var changed = routes.GetValueOrDefault(key);
                if (changed is not null && random.Next(3) == 0)
                {
                    routes.Remove(key);
                }
                else
                {
                    routes[key] = changed = Route(random, key) with { CreationTimestamp = changed?.CreationTimestamp ?? DateTimeOffset.UnixEpoch.AddSeconds(step) };
                }

                var after = NamesOf(routes.Values);
                foreach (var (match, name) in before)
                {
                    if (routes.TryGetValue(match.Route, out var route) && route.CreationTimestamp < changed.CreationTimestamp && after.TryGetValue(match, out var now))
                    {
                        Assert.True(name == now, $"ROUTE_METRICS_SEED={seed}: {match} was {name} and is {now} since {key} changed");
                    }
                }

                foreach (var shared in after.GroupBy(static item => item.Value, StringComparer.Ordinal))
                {
                    Assert.True(
                        shared.All(item => item.Key.Route == shared.First().Key.Route),
                        $"ROUTE_METRICS_SEED={seed}: {shared.Key} is the name of {string.Join(" and ", shared.Select(static item => item.Key))}");
                    Assert.True(
                        shared.DistinctBy(static item => item.Key.Rule).Count() == 1 || IsGiven(routes[shared.First().Key.Route], shared.Key),
                        $"ROUTE_METRICS_SEED={seed}: {shared.Key} names several rules and nobody gave it to them");
                }

                before = after;
            }
        }
    }

    private static bool IsGiven(HttpRoute route, string name) =>
        route.Rules.Any(rule => rule.Name is { } own && name.StartsWith(own, StringComparison.Ordinal))
        || route.Annotations.Values.Any(lines => Names.Any(given => name.StartsWith(given, StringComparison.Ordinal) && lines.Contains(given, StringComparison.Ordinal)));

    private static Dictionary<MatchKey, string> NamesOf(IEnumerable<HttpRoute> routes)
    {
        var names = new Dictionary<MatchKey, string>();
        foreach (var operation in RoutePlan.Of(new() { Routes = [.. routes] }, Some.Defaults).Targets.SelectMany(static target => target.Operations))
        {
            names[operation.Source] = operation.Value;
        }

        return names;
    }

    private static HttpRoute Route(Random random, RouteKey key) => new()
    {
        Key = key,
        ParentRefs = [Some.Gateway("public", ns: "infra")],
        Hostnames = random.Next(3) == 0 ? [Pick(random, "x.example", "y.example")] : [],
        Rules = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new HttpRouteRule
        {
            Name = random.Next(6) == 0 ? Pick(random, Names) : null,
            Matches = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Match(random))],
        })],
        Annotations = random.Next(5) == 0
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/operation-names"] = $"{random.Next(2)}: {Pick(random, Names)}\nGET /a: {Pick(random, Names)}" }
            : new Dictionary<string, string>(StringComparer.Ordinal),
    };

    private static HttpRouteMatch Match(Random random) => new()
    {
        Method = random.Next(2) == 0 ? "GET" : null,
        Path = random.Next(3) switch
        {
            0 => new PathMatch.Exact(Pick(random, "/a", "/a/*", "/b")),
            1 => new PathMatch.Prefix(Pick(random, "/a", "/", "/b/")),
            _ => new PathMatch.RegularExpression(Pick(random, "/a.*", "/[ab]")),
        },
        Headers = random.Next(3) == 0 ? [new(Pick(random, "v", "x-token"), new ValueMatch.Exact(Pick(random, "1", "2", "tok_A8f3kQ")))] : [],
    };

    private static string Pick(Random random, params string[] options) => options[random.Next(options.Length)];
}
