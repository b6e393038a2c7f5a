using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Tests.Explain;

/// <summary>The first thing a route asks for that the request does not have, with the actual value.</summary>
public sealed class SynthesizedReasonsTests
{
    private const string Request = "POST http://cart.shop:8080/path?a=1&b=x%26y";

    [Theory]
    [InlineData("a", "2", "query parameter a is 1, not 2")]
    [InlineData("A", "1", "query parameter A is absent")]
    [InlineData("b", "x", "query parameter b is x%26y, not x")]
    [InlineData("c[]", "1", "query parameter c[] is absent")]
    public void Exact_query_parameters(string name, string value, string reason) =>
        Assert.Equal(reason, Reason(new() { QueryParams = [new(name, new ValueMatch.Exact(value))] }));

    [Theory]
    [InlineData("a", "[2-9]+", "query parameter a is 1, which does not match [2-9]+")]
    [InlineData("a", "[2-9]*", "query parameter a is 1, which does not match [2-9]*")]
    [InlineData("a", "2", "query parameter a is 1, not 2")]
    [InlineData("q", "[2-9]*", "query parameter q is absent")]
    [InlineData("q", "*", "query parameter q is absent")]
    public void Query_parameters_by_expression(string name, string value, string reason) =>
        Assert.Equal(reason, Reason(new() { QueryParams = [new(name, new ValueMatch.RegularExpression(value))] }));

    [Theory]
    [InlineData("a", "2", "query parameter a is 1, not 2")]
    [InlineData("b", "x", "query parameter b is without a value, not x")]
    [InlineData("b", "", "query parameter b is without a value, not ''")]
    [InlineData("a.b", "x+y", "query parameter a.b is '', not x+y")]
    public void Only_the_first_query_parameter_of_a_name_counts(string name, string value, string reason) => Assert.Equal(
        reason,
        Reason(new() { QueryParams = [new(name, new ValueMatch.Exact(value))] }, "GET http://cart.shop/path?a=1&b&a.b=&a=2"));

    [Fact]
    public void An_expression_is_shown_as_the_route_has_it() => Assert.Equal(
        "query parameter b is x%26y, which does not match .",
        Reason(new() { QueryParams = [new("b", new ValueMatch.RegularExpression("."))] }));

    [Theory]
    [InlineData("X-Env", "prod", "header x-env is dev, not prod")]
    [InlineData("X-Env", "", "header x-env is dev, not ''")]
    [InlineData("X-Empty", "v", "header x-empty is '', not v")]
    [InlineData("X-Twice", "a", "header x-twice is a,b, not a")]
    [InlineData(":scheme", "https", "header :scheme is http, not https")]
    [InlineData("X-None", "prod", "header x-none is absent")]
    public void Exact_headers(string name, string value, string reason) =>
        Assert.Equal(reason, Reason(new() { Headers = [new(name, new ValueMatch.Exact(value))] }));

    [Theory]
    [InlineData("X-Env", "pro.*", "header x-env dev does not match pro.*")]
    [InlineData("X-None", "*", "header x-none is absent")]
    public void Headers_by_expression(string name, string value, string reason) =>
        Assert.Equal(reason, Reason(new() { Headers = [new(name, new ValueMatch.RegularExpression(value))] }));

    [Fact]
    public void The_last_of_several_headers_with_one_name_is_asked_for() => Assert.Equal(
        "header x-env is dev, not prod",
        Reason(new() { Headers = [new("X-Env", new ValueMatch.Exact("test")), new("X-Env", new ValueMatch.Exact("prod"))] }));

    [Fact]
    public void Methods_and_paths()
    {
        Assert.Equal("request.method is POST, not GET", Reason(new() { Method = "GET" }));
        Assert.Equal("path /path is not /pat", Reason(new() { Path = new PathMatch.Exact("/pat") }));
        Assert.Equal("path /path is neither /pat nor below it", Reason(new() { Path = new PathMatch.Prefix("/pat/") }));
        Assert.Equal("path /path does not match /pat|/p[0-9]", Reason(new() { Path = new PathMatch.RegularExpression("/pat|/p[0-9]") }));
        Assert.Equal("path /path is not /pat", Reason(new() { Path = new PathMatch.RegularExpression("/pat") }));
        Assert.Equal("path is ''", Reason(new() { Path = new PathMatch.RegularExpression("/?") }, "CONNECT cart.shop:8080"));
        Assert.Equal("path * does not start with /", Reason(new() { Path = new PathMatch.Prefix("/") }, "OPTIONS *"));
    }

    [Fact]
    public void Ports_and_Services_of_a_waypoint()
    {
        Assert.Equal("port is 8080, not 80", Reason(new(), parent: new("", "Service", "shop", "cart") { Port = 80 }));
        Assert.Equal("port is 8080, not 80", Reason(new(), Request, new("", "Service", "shop", "cart") { Port = 80 }, AttachTo.Waypoint));
    }

    [Fact]
    public void Ports_of_a_Gateway() => Assert.Equal(
        ["port is 8080, not 80"],
        Reasons(
            Web("web", "a.example.com", "/path") with { ParentRefs = [new(ParentRef.GatewayGroup, "Gateway", "shop", "public") { Port = 80 }] },
            "GET http://a.example.com:8080/path",
            AttachTo.Service));

    [Fact]
    public void Hostnames_of_a_Gateway() => Assert.Equal(
        [
            "host is cart.shop:8080, not a.example.com",
            "host is cart.shop:8080, not *.example.com",
        ],
        Reasons(
            Web("web", "a.example.com", "/path") with { Hostnames = ["*.example.com", "a.example.com"] },
            Request,
            AttachTo.Service));

    [Fact]
    public void A_wider_hostname_gives_way_to_a_narrower_one()
    {
        var operations = RoutePlan.Of(
            new() { Routes = [Web("narrow", "a.example.com", "/narrow"), Web("wide", "*.example.com", "/wide")] }, RouteMetricsSettings.Default);
        var request = RequestText.Parse("GET http://A.example.com/wide", []).Request!;

        Assert.Equal(
            ["path /wide is not /narrow", "host A.example.com belongs to the more specific hostname a.example.com"],
            RequestExplanation.Explain(Assert.Single(operations.Targets), request, new(), RouteMetricsSettings.Default).Earlier.Select(static passed => passed.Reason));
    }

    private static HttpRoute Web(string name, string hostname, string path) => new()
    {
        Key = new(RouteKind.Http, "shop", name),
        ParentRefs = [new(ParentRef.GatewayGroup, "Gateway", "shop", "public")],
        Hostnames = [hostname],
        Rules = [new() { Matches = [new() { Path = new PathMatch.Exact(path) }] }],
    };

    private static string Reason(HttpRouteMatch match, string request = Request, ParentRef? parent = null, AttachTo attachTo = AttachTo.Service)
    {
        var route = new HttpRoute
        {
            Key = new(RouteKind.Http, "shop", "cart"),
            ParentRefs = [parent ?? new("", "Service", "shop", "cart")],
            Rules = [new() { Matches = [match] }],
        };
        return Assert.Single(Reasons(route, request, attachTo));
    }

    private static IReadOnlyList<string> Reasons(HttpRoute route, string text, AttachTo attachTo)
    {
        var settings = RouteMetricsSettings.Default with { AttachTo = attachTo };
        var target = Assert.Single(RoutePlan.Of(new() { Routes = [route] }, settings).Targets);
        var request = RequestText.Parse(text, ["x-env: dev", "x-empty:", "x-twice: a", "X-Twice: b"]).Request!;
        return [.. RequestExplanation.Explain(target, request, new MeshSnapshot(), settings).Earlier.Select(static passed => passed.Reason)];
    }
}
