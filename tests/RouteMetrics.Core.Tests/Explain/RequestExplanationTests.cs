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

    [Theory]
    [InlineData("request.method == 'GET'", "request.method is POST, not GET")]
    [InlineData("request.url_path == '/healthz'", "path /healthzz is not /healthz")]
    [InlineData("request.url_path == '/health' || request.url_path.startsWith('/health/')", "path /healthzz is neither /health nor below it")]
    [InlineData("request.url_path.matches('^(?:/v[12])$')", "path /healthzz does not match /v[12]")]
    [InlineData("request.url_path.startsWith('/x') || request.url_path.endsWith('/y')", "path /healthzz does not start with /x and path /healthzz does not end with /y")]
    [InlineData("request.url_path != '/healthzz'", "path is /healthzz")]
    [InlineData("'x-absent' in request.headers && request.headers['x-absent'] == 'v'", "header x-absent is absent")]
    [InlineData("'x-env' in request.headers && request.headers['x-env'] == 'prod'", "header x-env is dev,test, not prod")]
    [InlineData("request.headers['x-empty'] == 'v'", "header x-empty is '', not v")]
    [InlineData("request.headers['x-env'] == ''", "header x-env is dev,test, not ''")]
    [InlineData("request.headers['x-env'].matches('^(?:[a-z]+)$')", "header x-env dev,test does not match [a-z]+")]
    [InlineData("request.query.contains('a=2') && request.query.matches('^(?:N&)*a=2(?:&|$)')", "query parameter a is 1, not 2")]
    [InlineData("request.query.contains('zz=2')", "query parameter zz is absent")]
    [InlineData("request.query.matches('^(?:(?:b[^&=][^&]*|[^&b][^&]*)?&)*b=x(?:&|$)')", "query parameter b is without a value, not x")]
    [InlineData("request.query.matches('^(?:N&)*a\\\\.b=x\\\\+y(?:&|$)')", "query parameter a.b is '', not x+y")]
    [InlineData("request.query.matches('^(?:N&)*a=(?:[2-9])(?:&|$)')", "query parameter a is 1, which does not match [2-9]")]
    [InlineData("request.query.matches('^(?:N&)*a(?:=(?:[2-9]*))?(?:&|$)')", "query parameter a is 1, which does not match [2-9]*")]
    [InlineData("request.query.matches('(?:^|&)c(?:[=&]|$)')", "query parameter c is absent")]
    [InlineData("request.query.matches('^x$')", "query a=1&b&a.b=&a=2 does not match ^x$")]
    [InlineData("request.host.matches('(?i)^foo\\\\.example\\\\.com(?::[0-9]*)?$')", "host is cart.shop:8080, not foo.example.com")]
    [InlineData("request.host.matches('(?i)^.+\\\\.example\\\\.com(?::[0-9]*)?$')", "host is cart.shop:8080, not *.example.com")]
    [InlineData("!request.host.matches('(?i)^(?:a\\\\.b|.+\\\\.shop|cart\\\\.shop)(?::[0-9]*)?$')", "host cart.shop:8080 belongs to the more specific hostname a.b or *.shop or cart.shop")]
    [InlineData("request.host == 'x'", "host is cart.shop:8080, not x")]
    [InlineData("destination.port == 80", "port is 8080, not 80")]
    [InlineData("destination.port != 8080", "port is 8080")]
    [InlineData("xds.filter_chain_name.startsWith('inbound-vip|80|')", "port is 8080, not 80")]
    [InlineData("xds.filter_chain_name.startsWith('inbound-vip|8080|http|pay.shop.svc.')", "the request is for cart.shop.svc.cluster.local, not pay.shop.svc")]
    [InlineData("xds.filter_chain_name.contains('|http|pay.shop.svc.')", "the request is for cart.shop.svc.cluster.local, not pay.shop.svc")]
    [InlineData("xds.filter_chain_name == 'inbound-vip|80|http|cart.shop.svc.cluster.local'", "port is 8080, not 80")]
    [InlineData("!(request.method == 'POST')", "!(request.method == 'POST') is false")]
    [InlineData("false", "false is false")]
    [InlineData("request.nope == 'x' && request.method == 'PUT'", "request.method is POST, not PUT")]
    public void The_first_false_part_of_a_condition_is_said_with_the_actual_value(string condition, string reason)
    {
        var explanation = Explain(
            "POST http://cart.shop:8080/healthzz?a=1&b&a.b=&a=2", ["x-env: dev", "X-Env: test", "x-empty:"], ("earlier", condition), ("* /*", "true"));

        Assert.Equal([reason], explanation.Earlier.Select(static passed => passed.Reason));
        Assert.Equal("* /*", explanation.Label);
    }

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
            Routes = [new() { Key = new("shop", "r"), ParentRefs = [.. Ports(routePorts).Select(static number => new ParentRef("", "Service", "shop", "cart") { Port = number })] }],
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
            new MatchKey(new NamespacedName("shop", "cart"), rule, 0),
            operation.Value,
            Assert.IsType<CelParseResult.Parsed>(CelParser.Parse(operation.Condition)).Expression)
        {
            RouteName = $"shop.cart.{rule}",
        })]);
}
