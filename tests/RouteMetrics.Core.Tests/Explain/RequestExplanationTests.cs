using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Tests.Explain;

public sealed class RequestExplanationTests
{
    private static readonly Target Service = new(TargetKind.Service, new("shop", "cart"));

    [Fact]
    public void A_condition_that_no_route_made_is_shown_as_CEL() => Assert.Equal(
        ["request.url_path == '/a' is false"],
        Explain("GET http://cart.shop/b", [], ("A", "request.url_path == '/a'")).Earlier.Select(static passed => passed.Reason));

    [Fact]
    public void The_first_operation_whose_condition_holds_names_the_request()
    {
        var explanation = Explain("GET http://cart.shop/b", [], ("A", "request.url_path == '/a'"), ("B", "request.url_path == '/b'"), ("C", "true"));

        Assert.Equal("B", ((ExplainedOutcome.Matched)explanation.Outcome).Operation.Value);
        Assert.Equal("B", explanation.Label);
        Assert.Equal(["A"], explanation.Earlier.Select(static passed => passed.Operation.Value));
    }

    [Fact]
    public void A_request_that_nothing_matches_gets_the_unmatched_name()
    {
        var explanation = Explain("GET http://cart.shop/b", [], ("A", "request.url_path == '/a'"));

        Assert.Equal(new ExplainedOutcome.Unmatched(), explanation.Outcome);
        Assert.Equal("other", explanation.Label);
    }

    [Fact]
    public void A_condition_that_cannot_be_evaluated_ends_the_search_as_in_the_proxy()
    {
        var explanation = Explain("GET http://cart.shop/b", [], ("A", "request.headers['x'] == 'a'"), ("B", "true"));

        var failed = Assert.IsType<ExplainedOutcome.Failed>(explanation.Outcome);
        Assert.Equal(("A", "key not found in map: \"x\"", "other"), (failed.Operation.Value, failed.Error, explanation.Label));
    }

    [Theory]
    [InlineData("GET http://h/a/../c?x=/../", "/a/../c?x=/../ /c?x=/../")]
    [InlineData("GET http://h/a/./b/%2E%2e/", "/a/./b/%2E%2e/ /a/")]
    [InlineData("GET http://h/..", "/.. /")]
    [InlineData("GET http://h/a\\b", "/a\\b /a/b")]
    public void Paths_that_the_proxy_normalizes_are_noted(string request, string paths)
    {
        var (typed, normalized) = paths.Split(' ') is [var first, var second] ? (first, second) : default;

        Assert.Equal(
            [$"with Istio's default pathNormalization the proxy makes {typed} {normalized} before it matches; explain that path instead"],
            Explain(request, [], ("A", "true")).Notes);
    }

    [Theory]
    [InlineData("GET http://h//x/...//%2e%2ex/")]
    [InlineData("OPTIONS http://h*")]
    [InlineData("CONNECT h:80")]
    [InlineData("GET http://h/?../.")]
    public void Paths_that_the_proxy_leaves_alone_are_not_noted(string request) => Assert.Empty(Explain(request, [], ("A", "true")).Notes);

    [Fact]
    public void A_lower_case_method_and_a_port_that_the_Service_lacks_are_noted() => Assert.Equal(
        [
            "methods are case-sensitive: get is not GET",
            "Service shop/cart has no port 80, only 8080, 8443; name the port in the URL",
        ],
        RequestExplanation.Explain(
            Operations(("A", "true")),
            RequestText.Parse("get http://cart.shop/", []).Request!,
            new MeshSnapshot { Services = [new(Service.Key) { Ports = [8080, 8443] }] },
            RouteMetricsSettings.Default).Notes);

    [Theory]
    [InlineData("GET http://cart.shop:5432/", "unknown")]
    [InlineData("GET http://cart.shop:80/", "A")]
    public void At_a_port_that_is_not_HTTP_no_route_is_chosen(string request, string label)
    {
        var explanation = RequestExplanation.Explain(
            Operations(("A", "true")), RequestText.Parse(request, []).Request!,
            new MeshSnapshot { Services = [new(Service.Key) { Ports = [80, 5432], RawPorts = [5432] }] }, RouteMetricsSettings.Default);

        Assert.Equal((label, label == "unknown"), (explanation.Label, explanation.Outcome is ExplainedOutcome.NotServed));
    }

    [Theory]
    [InlineData("GET /", "9898", "", 9898, "the request names no port; 9898 is taken, the only one of Service shop/cart")]
    [InlineData("GET /", "", "7000,7000", 7000, "the request names no port; 7000 is taken, the only one of Service shop/cart")]
    [InlineData("GET /", "7000,8000", "8000", 8000, "the request names no port; 8000 is taken, the only one of Service shop/cart")]
    [InlineData("GET /", "", "7000,8000", 80, "the request names no port; 80 is assumed")]
    [InlineData("GET /", "", "", 80, "the request names no port; 80 is assumed")]
    [InlineData("GET /", "8080,8443", "", 80, "the request names no port; 80 is assumed|Service shop/cart has no port 80, only 8080, 8443; name the port in the URL")]
    [InlineData("GET http://cart.shop/", "9898", "", 80, "Service shop/cart has no port 80, only 9898; name the port in the URL")]
    public void A_request_without_a_port_goes_to_the_only_port_of_the_Service(string request, string servicePorts, string routePorts, int port, string notes)
    {
        var state = new MeshSnapshot
        {
            Services = servicePorts.Length == 0 ? [] : [new(Service.Key) { Ports = Ports(servicePorts) }],
            Routes = [new() { Key = new(RouteKind.Http, "shop", "r"), ParentRefs = [.. Ports(routePorts).Select(static number => new ParentRef("", "Service", "shop", "cart") { Port = number })] }],
        };

        var explanation = RequestExplanation.Explain(
            Operations(("A", $"destination.port == {port}")), RequestText.Parse(request, []).Request!, state, RouteMetricsSettings.Default);

        Assert.Equal((port, "A", notes), (explanation.Request.Port, explanation.Label, string.Join('|', explanation.Notes)));
    }

    private static List<int> Ports(string numbers) =>
        [.. numbers.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];

    private static RequestExplanation Explain(string request, string[] headers, params (string Value, string Condition)[] operations) =>
        RequestExplanation.Explain(
            Operations(operations),
            RequestText.Parse(request, headers).Request!,
            new(),
            RouteMetricsSettings.Default with { UnmatchedName = "other" });

    private static TargetOperations Operations(params (string Value, string Condition)[] operations) => new(
        Service,
        [.. operations.Select(static (operation, rule) => new Operation(
            new MatchKey(new RouteKey(RouteKind.Http, "shop", "cart"), rule, 0),
            operation.Value,
            () => Assert.IsType<CelParseResult.Parsed>(CelParser.Parse(operation.Condition)).Expression)
        {
            RouteName = $"shop.cart.{rule}",
        })]);
}
