using System.Collections.Immutable;
using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Tests.Cel;

public sealed class CelEvaluatorTests
{
    private static readonly CelActivation Request = new()
    {
        Method = "GET",
        UrlPath = "/a%20b",
        Query = "q=1&q=2",
        Host = "Foo.example.com:8080",
        Headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["x-env"] = "one,two",
            ["x-empty"] = "",
            ["user-agent"] = "curl",
            [":scheme"] = "http",
        }.ToImmutableSortedDictionary(StringComparer.Ordinal),
        FilterChainName = "inbound-vip|80|http|svc.ns.svc.cluster.local",
        RouteName = null,
        DestinationPort = 15008,
        FilterState = ImmutableSortedDictionary<string, string>.Empty.Add("wasm.istio_operationId", "GET /é"),
    };

    [Theory]
    [InlineData("request.method", "GET")]
    [InlineData("request.path", "/a%20b?q=1&q=2")]
    [InlineData("request.url_path", "/a%20b")]
    [InlineData("request.query", "q=1&q=2")]
    [InlineData("request.host", "Foo.example.com:8080")]
    [InlineData("request.scheme", "http")]
    [InlineData("request.useragent", "curl")]
    [InlineData("request['method']", "GET")]
    [InlineData("request.headers['x-env']", "one,two")]
    [InlineData("request.headers['X-ENV']", "one,two")]
    [InlineData("request.headers['x-empty']", "")]
    [InlineData("request.headers['host']", "Foo.example.com:8080")]
    [InlineData("request.headers[':authority']", "Foo.example.com:8080")]
    [InlineData("request.headers[':path']", "/a%20b?q=1&q=2")]
    [InlineData("request.headers[':Method']", "GET")]
    [InlineData("xds.filter_chain_name", "inbound-vip|80|http|svc.ns.svc.cluster.local")]
    [InlineData("has(xds.route_name) ? xds.route_name : 'none'", "none")]
    [InlineData("true ? 'then' : nope", "then")]
    [InlineData("{'a': 'A', 'b': 'B'}['b']", "B")]
    [InlineData("{'a': {'b': 'deep'}}.a.b", "deep")]
    public void An_attribute_is_what_Envoy_makes_of_the_request(string expression, string value) =>
        Assert.Equal(new CelValue.Text(value), Evaluate(expression));

    [Theory]
    [InlineData("nope", "no value with name \"nope\"")]
    [InlineData("has(nope.x)", "no value with name \"nope\"")]
    [InlineData("xds.route_name", "key not found in map: \"route_name\"")]
    [InlineData("request.referer", "key not found in map: \"referer\"")]
    [InlineData("request.headers['x-absent']", "key not found in map: \"x-absent\"")]
    [InlineData("request.headers['not a name']", "key not found in map: \"not a name\"")]
    [InlineData("{'a': 1}[2]", "key not found in map: 2")]
    [InlineData("{'a': 1}[true]", "key not found in map: true")]
    [InlineData("{'a': 1}[{}]", "invalid type of map key")]
    [InlineData("{{}: 1}", "invalid type of map key")]
    [InlineData("{'a': 1, 'a': 1}", "duplicate key in map: \"a\"")]
    [InlineData("{nope: 1}", "no value with name \"nope\"")]
    [InlineData("{1: nope}", "no value with name \"nope\"")]
    [InlineData("request.method.length", "invalid type of container: not a map")]
    [InlineData("'GET'['G']", "invalid type of container: not a map")]
    [InlineData("!nope", "no value with name \"nope\"")]
    [InlineData("!'a'", "no matching overload for !")]
    [InlineData("'a' in 'abc'", "no matching overload for in")]
    [InlineData("{} in {}", "no matching overload for in")]
    [InlineData("has('a'.b)", "no matching overload for has()")]
    [InlineData("1.startsWith('1')", "no matching overload for startsWith")]
    [InlineData("'a'.contains(1)", "no matching overload for contains")]
    [InlineData("1.size()", "no matching overload for size")]
    [InlineData("'a' ? 1 : 2", "no matching overload for ?:")]
    [InlineData("nope ? 1 : 2", "no value with name \"nope\"")]
    [InlineData("nope == request.absent", "no value with name \"nope\"")]
    [InlineData("true && 1", "no matching overload for &&")]
    [InlineData("false || 'a' || nope", "no matching overload for ||")]
    [InlineData("true && nope && request.absent", "no value with name \"nope\"")]
    public void An_error_is_a_value_with_a_reason(string expression, string reason) =>
        Assert.Equal(new CelValue.Error(reason), Evaluate(expression));

    [Theory]
    [InlineData("nope && false", CelOutcome.False)]
    [InlineData("false && nope", CelOutcome.False)]
    [InlineData("1 && true && false", CelOutcome.False)]
    [InlineData("nope || true", CelOutcome.True)]
    [InlineData("request.headers['x-absent'] == 'v' && 'x-absent' in request.headers", CelOutcome.False)]
    [InlineData("!(request.headers['x-absent'] == 'v')", CelOutcome.Error)]
    [InlineData("request.method", CelOutcome.Error)]
    [InlineData("'1' == 1", CelOutcome.False)]
    [InlineData("'1' != 1", CelOutcome.True)]
    [InlineData("1 == true", CelOutcome.False)]
    [InlineData("{'a': {1: true}} == {'a': {1: true}}", CelOutcome.True)]
    [InlineData("{'a': {1: true}} == {'a': {1: false}}", CelOutcome.False)]
    [InlineData("{'a': 1} == {'b': 1}", CelOutcome.False)]
    [InlineData("'a' in {'a': 1} && !('b' in {'a': 1}) && 1 in {1: 1}", CelOutcome.True)]
    [InlineData("'X-Env' in request.headers && 'host' in request.headers && !('not a name' in request.headers)", CelOutcome.True)]
    [InlineData("has(request.host) && !has(request.referer) && !has(xds.route_name) && has({'a': 1}.a)", CelOutcome.True)]
    [InlineData("request.headers.size() == 7", CelOutcome.True)]
    [InlineData("'é🚀'.size() == 2 && {1: 1}.size() == 1", CelOutcome.True)]
    [InlineData("request.method == 'get'", CelOutcome.False)]
    [InlineData("destination.port == 15008", CelOutcome.True)]
    [InlineData("destination.nope == 15008", CelOutcome.Error)]
    [InlineData("request[1] == 1", CelOutcome.Error)]
    [InlineData("'wasm.istio_operationId' in filter_state", CelOutcome.True)]
    [InlineData("filter_state['wasm.istio_operationId'] == 'GET /é'", CelOutcome.False)]
    [InlineData("filter_state['wasm.istio_operationId'].size() == 7", CelOutcome.True)]
    [InlineData("filter_state['wasm.istio_operationId'].startsWith('GET')", CelOutcome.Error)]
    [InlineData("filter_state['wasm.absent'] == 'GET /é'", CelOutcome.Error)]
    public void A_condition_holds_or_fails_or_errs(string condition, CelOutcome outcome) =>
        Assert.Equal(outcome, CelEvaluator.Holds(Parse(condition), Request));

    private static CelValue Evaluate(string expression) => CelEvaluator.Evaluate(Parse(expression), Request);

    private static CelExpression Parse(string text) => Assert.IsType<CelParseResult.Parsed>(CelParser.Parse(text)).Expression;
}
