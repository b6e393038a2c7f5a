namespace RouteMetrics.Core.Tests.Expressions;

public sealed class ExpressionReviewTests
{
    private const string First = "spec.pluginConfig.attributes[0].match[0].condition";

    private const string Dropped = "attributegen then drops its whole configuration, and no request gets any of its attributes";

    private const string GivesUp = "attributegen then gives up on the attribute and tries no later match";

    private const string Value = "spec.metrics[0].overrides[0].tagOverrides.operation.value";

    public static TheoryData<string, string[]> Conditions => new()
    {
        { "request.method = 'GET'", [$"deny RMW101 {First}: \"request.method = 'GET'\": line 1, column 16: expected an operator or the end, found '='; {Dropped}; correct the expression"] },
        { "in(request.method, ['GET'])", [$"deny RMW101 {First}: \"in(request.method, ['GET'])\": line 1, column 1: 'in' is a reserved word; {Dropped}; correct the expression"] },
        {
            "request.method.lowerAscii() == 'get'",
            [$"deny RMW102 {First}: \"request.method.lowerAscii()\": Envoy's CEL has no x.lowerAscii() with no argument; attributegen then drops its whole configuration, and no request gets any of its attributes; match without regard to case by matches('(?i)…')"]
        },
        {
            "request.path.split('/')[1] == 'a'",
            [$"deny RMW102 {First}: \"request.path.split('/')\": Envoy's CEL has no x.split() with one argument; attributegen then drops its whole configuration, and no request gets any of its attributes; test with matches(), startsWith() or endsWith()"]
        },
        { "requst.method == 'GET'", [$"warn RMW103 {First}: \"requst\": is no attribute of Envoy: unless another module sets it, its evaluation fails, and {GivesUp}; did you mean request?"] },
        { "request.urlpath == '/'", [$"warn RMW103 {First}: \"request.urlpath\": is no attribute of Envoy, so it is never there; did you mean request.url_path?"] },
        {
            "request.headers['x-env'] == 'dev'",
            [$"warn RMW104 {First}: \"request.headers['x-env']\": fails where the request has no such header, and {GivesUp}; ask first, as in 'x-env' in request.headers && …"]
        },
        { "request.useragent.startsWith('curl')", [$"warn RMW104 {First}: \"request.useragent\": fails where the request has no such header, and {GivesUp}; ask first, as in has(request.useragent) && …"] },
        { "request.url_path.matches('/(?!admin)')", [$"deny RMW105 {First}: \"/(?!admin)\": is not valid RE2 at character 2: lookahead (?! is not supported by RE2; each evaluation fails, and {GivesUp}; correct the expression"] },
        { "matches(request.path, 'a{2000}')", [$"deny RMW105 {First}: \"a{{2000}}\": is not valid RE2 at character 2: repetition {{2000}} is over RE2's limit of 1000; each evaluation fails, and {GivesUp}; correct the expression"] },
        { "response.code == '200'", [$"warn RMW106 {First}: \"response.code == '200'\": is never true: an int never equals a string; write both with quotes, or both without", "warn RMW118 " + First + $": \"response.code\": is not there in phase ON_REQUEST, and {GivesUp}; leave the attribute's phase out, so that it is set after the response"] },
        { "request.path == null", [$"warn RMW106 {First}: \"request.path == null\": is never true: a string never equals null; what is missing is an error and not null: ask by has() or in"] },
        { "'GET' in request.method", [$"warn RMW106 {First}: \"'GET' in request.method\": fails, since request.method is a string, and in takes a list or a map; for a part of a string write contains()"] },
        { "request.size > '10'", [$"warn RMW106 {First}: \"request.size > '10'\": fails, since an int and a string cannot be ordered, and {GivesUp}; convert one, such as by string() or int()"] },
        { "request.method && true", [$"warn RMW106 {First}: \"request.method\": is a string where a bool is needed: the evaluation fails, and {GivesUp}; compare it with something"] },
        { "filter_state['wasm.a'] == 'x'", [$"warn RMW107 {First}: \"filter_state['wasm.a'] == 'x'\": is never true, since what a module sets is bytes and equals no string; write string(filter_state['wasm.a'])"] },
        { "request.method", [$"deny RMW108 {First}: \"request.method\": is a string, and a condition has to be a bool: it never holds, and {GivesUp}; compare it with something"] },
    };

    [Theory]
    [MemberData(nameof(Conditions), DisableDiscoveryEnumeration = true)]
    public void A_condition_that_goes_wrong_is_told_so(string condition, string[] findings) => Assert.Equal(findings, Written.Conditions(condition).Findings());

    public static TheoryData<string, string[]> Labels => new()
    {
        { "request.method =", [$"deny RMW101 {Value}: \"request.method =\": line 1, column 16: expected an operator or the end, found '='; Envoy then leaves the label out, even if it is one of Istio's own; correct the expression"] },
        { "has(istio_operationId)", [$"deny RMW101 {Value}: \"has(istio_operationId)\": line 1, column 1: has() takes the selection of a field, such as has(request.path); Envoy then leaves the label out, even if it is one of Istio's own; correct the expression"] },
        { "request.path.split('/')[1]", [$"deny RMW102 {Value}: \"request.path.split('/')\": Envoy's CEL has no x.split() with one argument; Envoy then refuses the whole listener: no Service behind the proxy gets new configuration, and new proxies never become ready; test with matches(), startsWith() or endsWith()"] },
        { "istio_operationId", [$"deny RMW119 {Value}: \"istio_operationId\": is no attribute of Telemetry since Istio 1.24, and the label is \"unknown\" for each request; write filter_state['wasm.istio_operationId']"] },
        { "upstream_peer.namespace", [$"warn RMW103 {Value}: \"upstream_peer\": is no attribute of Envoy: its evaluation fails, and the label then is \"unknown\"; write filter_state.upstream_peer"] },
        { "filter_state['wasm.istio_operationId'] == 'List' ? 'read' : 'write'", [$"warn RMW107 {Value}: \"filter_state['wasm.istio_operationId'] == 'List'\": is never true, since what a module sets is bytes and equals no string; write string(filter_state['wasm.istio_operationId'])"] },
        { "filter_state['wasm.a'].startsWith('x') ? 'a' : 'b'", [$"warn RMW107 {Value}: \"filter_state['wasm.a']\": is bytes, as all that a module sets, and the function takes strings: the evaluation fails, and the label then is \"unknown\"; write string(filter_state['wasm.a'])"] },
        { "request.headers['x-env'] == 'dev' ? 'dev' : 'prod'", [$"warn RMW104 {Value}: \"request.headers['x-env']\": fails where the request has no such header, and the label then is \"unknown\"; ask first, as in 'x-env' in request.headers && …"] },
        { "request.headers", [$"warn RMW106 {Value}: \"request.headers\": is a map, which is no value of a label; take an element of it"] },
    };

    [Theory]
    [MemberData(nameof(Labels), DisableDiscoveryEnumeration = true)]
    public void A_label_that_goes_wrong_is_told_so(string expression, string[] findings) => Assert.Equal(findings, Written.Label(expression).Findings());

    [Theory]
    [InlineData("request.method == 'GET' && request.url_path.matches('^/reviews/[[:alnum:]]*$')")]
    [InlineData("'x-env' in request.headers && request.headers['x-env'] == 'dev'")]
    [InlineData("request.headers['X-Env'] == 'dev' && 'x-env' in request.headers")]
    [InlineData("!('x-env' in request.headers) || request.headers['x-env'] == 'dev'")]
    [InlineData("'x-env' in request.headers ? request.headers['x-env'] == 'dev' : false")]
    [InlineData("has(request.headers.env) && request.headers['env'].startsWith('d')")]
    [InlineData("has(request.useragent) && request.useragent.contains('curl')")]
    [InlineData("('a' in request.headers && request.headers['a'] == '1') && request.method == 'GET'")]
    [InlineData("request.headers[':path'] == '/' && request.headers['host'] == 'a' && request.headers['x-request-id'] != ''")]
    [InlineData("request.method in ['GET', 'HEAD']")]
    [InlineData("request.headers.exists(name, name.startsWith('x-'))")]
    [InlineData("['a', 'b'].all(request, request.size() == 1)")]
    [InlineData("size(request.path) > 100 || request.path.size() % 2 == 0")]
    [InlineData("request.size >= 1.5 && request.size == 1u")]
    [InlineData("string(destination.port) == '80' && int('80') == destination.port")]
    [InlineData("request.time.getHours() < 12 && request.time - duration('1h') < timestamp('2026-01-01T00:00:00Z')")]
    [InlineData("xds.filter_chain_name.startsWith('inbound-vip|80|')")]
    [InlineData("type(request.path) == string")]
    [InlineData("istio_operationId == b'GetReview' || string(istio_operationId) == 'List'")]
    [InlineData("dyn(request.path) == 1")]
    [InlineData("metadata.filter_metadata['a']['b'] == 'c'")]
    public void A_condition_that_Envoy_can_evaluate_has_no_finding(string condition) => Assert.Equal([], Written.Conditions(condition).Findings());

    [Theory]
    [InlineData("filter_state['wasm.istio_operationId']")]
    [InlineData("xds.route_name")]
    [InlineData("request.host")]
    [InlineData("string(destination.port)")]
    [InlineData("request.headers['x-env']")]
    [InlineData("'x-env' in request.headers ? request.headers['x-env'] : 'none'")]
    [InlineData("'wasm.a' in filter_state ? string(filter_state['wasm.a']) : 'other'")]
    [InlineData("filter_state['wasm.a'] == b'List' ? 'read' : 'write'")]
    [InlineData("filter_state.upstream_peer.labels['app'].value")]
    [InlineData("{'ns.route.0': 'GET /'}[xds.route_name]")]
    [InlineData("response.code >= 500 ? '5xx' : string(response.code)")]
    [InlineData("response.grpc_status")]
    public void A_label_that_Envoy_can_evaluate_has_no_finding(string expression) => Assert.Equal([], Written.Label(expression).Findings());

    [Theory]
    [InlineData("request.headers['a'] == '1' || 'a' in request.headers")]
    [InlineData("!(request.headers['a'] == '1')")]
    [InlineData("'b' in request.headers && request.headers['a'] == '1'")]
    [InlineData("'a' in request.headers || request.headers['a'] == '1'")]
    [InlineData("(request.headers['a'] == '1' ? true : false) && request.method == 'GET'")]
    [InlineData("request.method == 'GET' && request.headers['a'] == '1'")]
    [InlineData("size(request.headers['a']) > 0")]
    [InlineData("request.headers.a == '1'")]
    public void A_header_is_read_unguarded_where_its_absence_can_end_in_an_error(string condition) => Assert.Equal(["RMW104"], Written.Conditions(condition).Codes());

    [Fact]
    public void An_error_in_the_last_match_keeps_nothing_from_being_tried() =>
        Assert.Equal([], Written.Plugin("""[{"value": "a", "condition": "request.headers['a'] == '1'"}]""").Findings());

    [Fact]
    public void Any_number_of_headers_is_followed()
    {
        var guarded = string.Join(" && ", Enumerable.Range(0, 200).Select(i => $"'h{i}' in request.headers && request.headers['h{i}'] == 'v'"));
        Assert.Equal([], Written.Conditions(guarded).Findings());
        Assert.Equal(["h150"], Written.Conditions(guarded.Replace("'h150' in request.headers && ", "", StringComparison.Ordinal)).Findings()
            .Select(finding => finding.Split('\'')[1]));
    }
}
