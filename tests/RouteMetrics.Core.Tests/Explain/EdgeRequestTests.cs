using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Explain;

/// <summary>What a Gateway makes of a request before it chooses a route, and a waypoint does not.</summary>
public sealed class EdgeRequestTests
{
    private static readonly Listener Plain = new("http", 80, "HTTP");
    private static readonly Listener Tls = new("https", 443, "HTTPS");

    private static RequestExplanation Explain(string request, ParentRef parent, Listener[] listeners, string header, string value, params string[] headers)
    {
        var state = new MeshSnapshot
        {
            Gateways = [new(new("ns", "g"), "istio") { Listeners = listeners }],
            Routes = [Some.Route("r", parent, Some.Exact("/x").WithHeader(header, value), Some.Prefix("/x"))],
        };
        var plan = RoutePlan.Of(state, Some.Defaults);
        var read = RequestText.Parse(request, headers).Request!;
        return RequestExplanation.Explain(Assert.Single(plan.Targets), read, state, Some.Defaults);
    }

    private static int? RuleOf(RequestExplanation explanation) => (explanation.Outcome as ExplainedOutcome.Matched)?.Operation.Source.Rule;

    [Theory]
    [InlineData("GET http://shop.example.com/x", "x-forwarded-proto", "https", 1)]
    [InlineData("GET http://shop.example.com/x", "x-forwarded-proto", "http", 0)]
    [InlineData("GET https://shop.example.com/x", "x-forwarded-proto", "https", 0)]
    [InlineData("GET https://shop.example.com/x", "x-forwarded-proto", "http", 1)]
    [InlineData("GET http://shop.example.com/x", "x-request-id", "abc", 1)]
    [InlineData("GET http://shop.example.com/x", "x-envoy-retry-on", "5xx", 1)]
    [InlineData("GET http://shop.example.com/x", "x-forwarded-for", "10.0.0.1", 1)]
    [InlineData("GET http://shop.example.com/x", "x-env", "prod", 0)]
    public void At_a_Gateway_the_listener_says_the_protocol_and_the_clients_word_is_gone(string request, string header, string value, int rule)
    {
        var explanation = Explain(request, Some.Gateway("g"), [Plain, Tls], header, value, $"{header}: {value}", "x-forwarded-proto: https");

        Assert.Equal(rule, RuleOf(explanation));
        Assert.Contains(explanation.Notes, static note => note.StartsWith("before it chooses a route, a Gateway replaces", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("x-request-id", "abc")]
    [InlineData("x-envoy-retry-on", "5xx")]
    public void A_waypoint_sees_what_the_client_sent(string header, string value)
    {
        var explanation = Explain("GET http://s.ns:80/x", Some.Service("s"), [], header, value, $"{header}: {value}");

        Assert.Equal(0, RuleOf(explanation));
        Assert.Empty(explanation.Notes);
    }

    [Theory]
    [InlineData("GET https://shop.example.com/x", "Gateway ns/g has no listener on port 443, only 80 (HTTP)")]
    [InlineData("GET https://shop.example.com:80/x", "Gateway ns/g listens on port 80 in plain HTTP, and Envoy refuses https there; if something in front ends TLS, the Gateway sees http: explain that URL")]
    [InlineData("GET http://shop.example.com:8080/x", "Gateway ns/g has no listener on port 8080, only 80 (HTTP)")]
    public void What_a_plain_listener_does_not_answer_has_no_operation(string request, string reason)
    {
        var explanation = Explain(request, Some.Gateway("g"), [Plain], "x-env", "prod");

        Assert.Equal(new ExplainedOutcome.NotServed(reason), explanation.Outcome);
        Assert.Equal("unknown", explanation.Label);
    }

    [Fact]
    public void Plain_HTTP_on_a_listener_with_TLS_is_not_answered() => Assert.Equal(
        new ExplainedOutcome.NotServed("Gateway ns/g listens on port 443 with TLS, and Envoy refuses plain HTTP there; explain the https URL"),
        Explain("GET http://shop.example.com:443/x", Some.Gateway("g"), [Tls], "x-env", "prod").Outcome);

    [Fact]
    public void A_URL_without_a_port_means_the_only_listener_of_its_kind()
    {
        var explanation = Explain("GET https://shop.example.com/x", Some.Gateway("g"), [new("p", 8080, "HTTP"), new("s", 8443, "HTTPS")], "x-forwarded-proto", "https");

        Assert.Equal(0, RuleOf(explanation));
        Assert.Equal(8443, explanation.Request.Port);
        Assert.Equal(["the request names no port; 8443 is taken, the only HTTPS port of Gateway ns/g"], explanation.Notes);
    }
}
