using System.Net;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Tests.Reference;
using RouteMetrics.Mesh.Tests.Wasm;

namespace RouteMetrics.Mesh.Tests.Envoy;

/// <summary>
/// Several headers of one name: the module's conditions alone, without the name of the route, against the routes of a real Envoy with the same
/// matches. <c>ROUTE_METRICS_CASES</c> sets how many requests are tried.
/// </summary>
public sealed class RepeatedHeaderTests
{
    private static readonly string[] Names = ["x-a", "x-b"];
    private static readonly string[] Values = ["a", "b", "aa", "a,b", "ab", "", "b,b"];
    private static readonly string[] Expressions = ["a+", "[^,]*b", "(?:a|b),b", ".*"];

    [Fact]
    public async Task The_label_is_the_route_that_Envoy_took()
    {
        Assert.SkipWhen(RunningEnvoy.Program is null, "ENVOY is not set: no real Envoy");
        var cancellation = TestContext.Current.CancellationToken;
        var random = new Random(Trial.Seed);
        var chains = Enumerable.Range(0, 40).Select(number => Chain(random, number)).ToList();
        await using var envoy = await RunningEnvoy.StartAsync(EnvoyConfiguration.Of(chains, RunningEnvoy.Module), cancellation);
        var (repeated, taken) = (0, 0);
        for (var tried = 0; tried < Trial.Cases; tried++)
        {
            var request = Request(random);
            var decision = await envoy.SendAsync(chains[tried % chains.Count].Address, request, cancellation);
            Assert.True(
                decision.RouteName == decision.Label,
                $"ROUTE_METRICS_SEED={Trial.Seed}: {decision} for {string.Join(" ", request.Headers)} of {chains[tried % chains.Count].VirtualHosts.ToJsonString()}");
            var isRepeated = request.Headers.DistinctBy(static header => header.Name).Count() < request.Headers.Count;
            (repeated, taken) = (repeated + (isRepeated ? 1 : 0), taken + (isRepeated && decision.RouteName is not null ? 1 : 0));
        }

        Assert.InRange(repeated, Trial.Cases / 4, Trial.Cases);
        Assert.InRange(taken, repeated / 4, repeated - 1);
    }

    // Four routes, of which the first whose headers match is taken.
    private static LabelledChain Chain(Random random, int number)
    {
        var routes = new JsonArray();
        var matches = new JsonArray();
        for (var index = 0; index < 4; index++)
        {
            var headers = Names.Where(_ => random.Next(3) > 0).Select(name => Header(random, name)).ToList();
            if (headers.Count == 0)
            {
                headers.Add(Header(random, Names[index % 2]));
            }

            routes.Add(new JsonObject
            {
                ["name"] = $"r{index}",
                ["match"] = new JsonObject { ["prefix"] = "/", ["headers"] = new JsonArray([.. headers.Select(static header => header.Match)]) },
            });
            matches.Add(new JsonObject { ["value"] = $"r{index}", ["condition"] = string.Join(" && ", headers.Select(static header => header.Condition)) });
        }

        var plugin = PluginJson.Of([]);
        plugin["attributes"]![0]!["match"] = matches;
        return new(
            new(RunningEnvoy.Loopback(300 + number), 18080), "", [], [],
            new(new JsonObject { ["name"] = "all", ["domains"] = new JsonArray("*"), ["routes"] = routes }), [plugin.ToJsonString()]);
    }

    // As the printer writes it, and as istiod does.
    private static (JsonNode Match, string Condition) Header(Random random, string name)
    {
        var isExpression = random.Next(2) == 0;
        var value = isExpression ? Expressions[random.Next(Expressions.Length)] : Values[random.Next(Values.Length - 2)];
        var match = isExpression
            ? new JsonObject { ["safeRegex"] = new JsonObject { ["regex"] = value } }
            : new JsonObject { ["exact"] = value };
        return (
            new JsonObject { ["name"] = name, ["stringMatch"] = match },
            $"'{name}' in request.headers && request.headers['{name}']{(isExpression ? $".matches('^(?:{value})$')" : $" == '{value}'")}");
    }

    private static RawRequest Request(Random random) => new(
        "GET", "a", "/",
        [.. Enumerable.Range(0, random.Next(5)).Select(_ => (Names[random.Next(Names.Length)], Values[random.Next(Values.Length)]))]);
}
