namespace RouteMetrics.Core.Tests.Expressions;

public sealed class TelemetryReviewTests
{
    private const string Overrides = "spec.metrics[0].overrides[0]";

    public static TheoryData<string, string[]> Changes => new()
    {
        { """{"tagOverrides": {"a": {"operation": "REMOVE"}, "b": {"operation": "UPSERT", "value": "request.host"}, "c": {"value": "'x'"}}}""", [] },
        { """{"tagOverrides": {"a": {"operation": "REMOVE", "value": "request.host"}}}""", [$"deny RMW120 {Overrides}.tagOverrides.a.value: \"request.host\": does not go with operation REMOVE, which Istio refuses; remove the value, or write UPSERT"] },
        { """{"tagOverrides": {"a.b": {"operation": "UPSERT"}}}""", [$"deny RMW120 {Overrides}.tagOverrides['a.b'].value: is missing, and Istio refuses a label without; write an expression, or operation: REMOVE"] },
        { """{"match": {"metric": "REQUEST_COUNT", "mode": "CLIENT"}, "tagOverrides": {"a": {"value": "'x'"}}}""", [$"warn RMW121 {Overrides}.match.mode: \"CLIENT\": has no effect on a waypoint, which reports as a server; write SERVER, or leave the mode out"] },
        { """{"match": {"mode": "CLIENT_AND_SERVER"}, "disabled": true}""", [] },
        { "{}", [] },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Overrides_are_judged_one_by_one(string change, string[] findings) =>
        Assert.Equal(findings, Written.Telemetry($$"""{"targetRefs": [{"kind": "Service", "name": "a"}], "metrics": [{"overrides": [{{change}}]}]}""").Findings());

    [Fact]
    public void A_selector_is_not_for_waypoints() => Assert.Equal(
        ["warn RMW121 spec.selector: selects pods, and waypoints apply no Telemetry with a selector; name the waypoint in targetRefs"],
        Written.Telemetry("""{"selector": {"matchLabels": {"app": "a"}}, "metrics": [{"overrides": [{"disabled": true}]}]}""").Findings());

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"selector": {}, "accessLogging": [{"filter": {"expression": "nope("}}], "tracing": [{}]}""")]
    [InlineData("""{"metrics": [{"providers": [{"name": "prometheus"}]}]}""")]
    [InlineData("""{"metrics": "text"}""")]
    [InlineData("""{"metrics": [{"overrides": {"a": 1}}, 7]}""")]
    public void What_sets_no_label_has_no_finding(string spec) => Assert.Equal([], Written.Telemetry(spec).Findings());
}
