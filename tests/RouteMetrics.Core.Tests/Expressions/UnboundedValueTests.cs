using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Rules;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Expressions;

public sealed class UnboundedValueTests
{
    [Theory]
    [InlineData("request.path", "request.path")]
    [InlineData("request.url_path", "request.url_path")]
    [InlineData("request['path']", "request['path']")]
    [InlineData("request.query", "request.query")]
    [InlineData("request.id", "request.id")]
    [InlineData("request.headers['x-request-id']", "request.headers['x-request-id']")]
    [InlineData("request.headers['X-Correlation-ID']", "request.headers['X-Correlation-ID']")]
    [InlineData("request.headers[':path']", "request.headers[':path']")]
    [InlineData("request.headers['user-agent']", "request.headers['user-agent']")]
    [InlineData("request.headers.cookie", "request.headers.cookie")]
    [InlineData("'x-request-id' in request.headers ? request.headers['x-request-id'] : 'none'", "request.headers['x-request-id']")]
    [InlineData("request.method + ' ' + request.path", "request.path")]
    [InlineData("string(request.size)", "request.size")]
    [InlineData("string(source.port)", "source.port")]
    [InlineData("source.address", "source.address")]
    [InlineData("string(connection.id)", "connection.id")]
    [InlineData("response.headers['etag']", "response.headers['etag']")]
    [InlineData("{'a': request.path}['a']", "request.path")]
    public void A_value_of_one_request_is_unbounded(string expression, string part) => Assert.Equal(part, UnboundedValue.In(expression));

    [Theory]
    [InlineData("request.method")]
    [InlineData("request.host")]
    [InlineData("string(response.code)")]
    [InlineData("request.headers['x-env']")]
    [InlineData("request.headers['content-type']")]
    [InlineData("xds.route_name")]
    [InlineData("filter_state['wasm.istio_operationId']")]
    [InlineData("request.path.startsWith('/api/') ? 'api' : 'other'")]
    [InlineData("{'/a': 'a', '/b': 'b'}[request.url_path]")]
    [InlineData("string(request.size % 10)")]
    [InlineData("string(request.time.getHours())")]
    [InlineData("string(request.path.matches('/x'))")]
    [InlineData("string('x-request-id' in request.headers)")]
    [InlineData("nope(")]
    public void A_value_of_few_is_bounded(string expression) => Assert.Null(UnboundedValue.In(expression));

    [Fact]
    public void A_label_of_it_is_a_finding() => Assert.Equal(
        [
            "warn RMW122 spec.metrics[0].overrides[0].tagOverrides.operation.value: \"request.path\": has another value for nearly every request, and each is a series of "
            + "every metric, which the proxies keep until they end; name few values, as in request.url_path.startsWith('/api/') ? 'api' : 'other', or leave the label out",
        ],
        Written.Label("request.path").Findings());

    private static AttachedObject Telemetry(string ns, string metric, params TargetRef[] targets) => new AttachedObject.Telemetry(ObjectRef.Telemetry(new(ns, "labels")))
    {
        TargetRefs = targets,
        Metrics = [new([], [new(metric.Length == 0 ? null : metric, null, false, [new("path", "request.path")]) { Unbounded = ["path"] }])],
    };

    private static NamespaceSeries SeriesBeside(AttachedObject telemetry)
    {
        var state = new MeshSnapshot { Routes = [Some.Route("r", Some.Service("s"), Some.Exact("/x"))], Attached = [telemetry] };
        return Assert.Single(NamespaceSeries.Of(RoutePlan.Of(state, Some.Defaults).Targets, state, Some.Defaults));
    }

    [Fact]
    public void It_is_known_of_an_object_from_when_it_was_read()
    {
        var read = (AttachedObject.Telemetry)AttachedSpec.Of(Written.Telemetry("""
            {"metrics": [{"overrides": [{"tagOverrides": {"a": {"value": "request.path"}, "b": {"value": "request.host"}, "c": {"operation": "REMOVE"}}}]}]}
            """));

        Assert.Equal(["a"], Assert.Single(Assert.Single(read.Metrics).Overrides).Unbounded);
    }

    [Fact]
    public void The_series_budget_counts_it_on_the_metrics_that_have_it()
    {
        Assert.Equal(575_000, SeriesBeside(Telemetry("ns", "")).Series);
        Assert.Equal(550 + 25_000, SeriesBeside(Telemetry("ns", "REQUEST_COUNT")).Series);
        Assert.Equal(575, SeriesBeside(Telemetry("ns", "RESPONSE_SIZE")).Series);
        Assert.Equal(575_000, SeriesBeside(Telemetry("istio-system", "")).Series);
        Assert.Equal(575_000, SeriesBeside(Telemetry("ns", "", new TargetRef("", "Service", "s"))).Series);
        Assert.Equal(575, SeriesBeside(Telemetry("ns", "", new TargetRef("", "Service", "t"))).Series);
        Assert.Equal(575, SeriesBeside(Telemetry("other", "")).Series);
    }

    [Fact]
    public void Over_the_budget_for_a_label_of_somebody_else_is_a_warning()
    {
        var state = new MeshSnapshot
        {
            Routes = [Some.Route("r", Some.Service("s"), Some.Exact("/x"), Some.Exact("/y"))],
            Attached = [Telemetry("istio-system", "")],
        };

        var finding = Assert.Single(RoutePlan.Of(state, Some.Defaults).Findings);

        Assert.Equal((FindingCode.RMW005, Severity.Warn), (finding.Code, finding.Severity));
        Assert.StartsWith(
            "namespace ns may have 1150000 series with label path of Telemetry istio-system/labels, whose values are unbounded (without: 1150), over its budget of 1000000; ",
            finding.Reason, StringComparison.Ordinal);
    }
}
