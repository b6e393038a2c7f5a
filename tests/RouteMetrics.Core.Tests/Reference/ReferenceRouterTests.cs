using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Tests.Reference;

public sealed class ReferenceRouterTests
{
    private static readonly Target Service = new(TargetKind.Service, new("shop", "cart"));
    private static readonly Target Gateway = new(TargetKind.Gateway, new("shop", "edge"));

    [Fact]
    public void The_reference_agrees_with_the_conformance_suite()
    {
        var disagreements =
            from item in ConformanceVectors.All()
            let actual = item.Probe is null ? null : new ReferenceRouter(item.Mesh).Select(item.Probe.Target, item.Probe.Port, item.Probe.Request)
            where actual != item.Expected
            select $"{item.Name}: {actual}, not {item.Expected}";
        Assert.NotEmpty(ConformanceVectors.All());
        Assert.Empty(disagreements);
    }

    [Theory]
    [InlineData("GET", "/a/b", "0.1")]
    [InlineData("GET", "/a", "0.0")]
    [InlineData("GET", "/a/", "0.1")]
    [InlineData("GET", "/ab", "1.0")]
    [InlineData("GET", "/ab?q=1", "1.1")]
    [InlineData("GET", "/ab?q=2&q=1", "1.0")]
    [InlineData("GET", "/ab?q", "2.0")]
    [InlineData("CONNECT", null, null)]
    [InlineData("OPTIONS", "*", null)]
    public void Matches_of_one_route_take_their_places_by_path_method_headers_query(string method, string? path, string? expected)
    {
        var route = Route("r", Parent(Service),
            Rule(Match(new PathMatch.Exact("/a")), Match(new PathMatch.Prefix("/a/"))),
            Rule(Match(HttpRouteMatch.DefaultPath), Match(HttpRouteMatch.DefaultPath, query: ("q", "1"))),
            Rule(Match(HttpRouteMatch.DefaultPath) with { QueryParams = [new("q", new ValueMatch.RegularExpression("1?")), new("q2", new ValueMatch.RegularExpression("*"))] }),
            Rule(Match(new PathMatch.RegularExpression("/.*"))));
        var query = path == "/ab?q" ? path + "&q2" : path;
        Assert.Equal(expected, Select([route], Service, 80, new(method, query, "cart", [])));
    }

    [Fact]
    public void A_port_scoped_VirtualService_is_not_sorted_into_the_port_less_one()
    {
        var older = Route("older", Parent(Service), Rule(Match(HttpRouteMatch.DefaultPath)));
        var younger = Route("younger", Parent(Service) with { Port = 80 }, Rule(Match(new PathMatch.Exact("/a")))) with
        {
            CreationTimestamp = older.CreationTimestamp!.Value.AddSeconds(1),
        };
        var request = new ReferenceRequest("GET", "/a", "cart", []);
        Assert.Equal("older 0.0", SelectNamed([younger, older], Service, 80, request));
        Assert.Equal("younger 0.0", SelectNamed([younger, older with { CreationTimestamp = null }], Service, 80, request));
        Assert.Equal("older 0.0", SelectNamed([younger, older with { CreationTimestamp = null }], Service, 8080, request));
    }

    [Theory]
    [InlineData("a.example.com", "/a", "exact 0.0")]
    [InlineData("A.example.com:8080", "/a", "exact 0.0")]
    [InlineData("a.example.com", "/b", null)]
    [InlineData("b.example.com", "/b", "wild 0.0")]
    [InlineData("c.b.example.com", "/b", "wild 0.0")]
    [InlineData("example.com", "/b", null)]
    [InlineData("example.com", "/c", "all 0.0")]
    public void The_most_specific_virtual_host_takes_a_request_for_good(string host, string path, string? expected)
    {
        HttpRoute[] routes =
        [
            Route("all", Parent(Gateway), Rule(Match(new PathMatch.Prefix("/c")))),
            Route("wild", Parent(Gateway), Rule(Match(new PathMatch.Prefix("/b")))) with { Hostnames = ["*.example.com"] },
            Route("exact", Parent(Gateway), Rule(Match(new PathMatch.Prefix("/a")))) with { Hostnames = ["a.example.com"] },
        ];
        Assert.Equal(expected, SelectNamed(routes, Gateway, 80, new("GET", path, host, [])));
    }

    [Theory]
    [InlineData("HTTP", "all 0.0")]
    [InlineData("HTTPS", null)]
    public void Only_a_TLS_connection_keeps_a_request_on_the_listener_of_its_host(string protocol, string? expected)
    {
        var gateway = new GatewayResource(Gateway.Key, "istio")
        {
            Listeners = [new("any", 443, protocol), new("wild", 443, protocol) { Hostname = "*.example.com" }],
        };
        var route = Route("all", Parent(Gateway) with { SectionName = "any" }, Rule(Match(HttpRouteMatch.DefaultPath)));
        var mesh = new MeshSnapshot { Gateways = [gateway], Routes = [route] };
        Assert.Equal(expected, Named(new ReferenceRouter(mesh).Select(Gateway, 443, new("GET", "/", "a.example.com", []))));
        Assert.Equal("all 0.0", Named(new ReferenceRouter(mesh).Select(Gateway, 443, new("GET", "/", "other.org", []))));
    }

    private static string? Select(IReadOnlyList<HttpRoute> routes, Target target, int port, ReferenceRequest request) =>
        SelectNamed(routes, target, port, request)?.Split(' ')[1];

    private static string? SelectNamed(IReadOnlyList<HttpRoute> routes, Target target, int port, ReferenceRequest request) =>
        Named(new ReferenceRouter(new MeshSnapshot { Routes = routes }).Select(target, port, request));

    private static string? Named(MatchKey? match) => match is { } key ? $"{key.Route.Name} {key.Rule}.{key.Match}" : null;

    private static HttpRoute Route(string name, ParentRef parent, params HttpRouteRule[] rules) => new()
    {
        Key = new(RouteKind.Http, "shop", name),
        CreationTimestamp = DateTimeOffset.UnixEpoch,
        ParentRefs = [parent],
        Rules = rules,
    };

    private static ParentRef Parent(Target target) => target.Kind == TargetKind.Service
        ? new("", "Service", target.Key.Namespace, target.Key.Name)
        : new(ParentRef.GatewayGroup, "Gateway", target.Key.Namespace, target.Key.Name);

    private static HttpRouteRule Rule(params HttpRouteMatch[] matches) => new() { Matches = matches };

    private static HttpRouteMatch Match(PathMatch path, (string Name, string Value)? query = null) => new()
    {
        Path = path,
        QueryParams = query is { } param ? [new(param.Name, new ValueMatch.Exact(param.Value))] : [],
    };
}
