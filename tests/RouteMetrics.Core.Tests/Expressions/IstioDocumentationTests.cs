using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Expressions;

/// <summary>What Istio's documentation shows (istio.io tasks/observability/metrics, istio/proxy attributegen config.proto) is never denied: Istio serves it.</summary>
public sealed class IstioDocumentationTests
{
    [Fact]
    public void Requests_classified_as_the_task_shows_work_in_sidecars_with_a_module_on_a_retired_host() => Assert.Equal(
        ["warn RMW115", "warn RMW116", "warn RMW113", "warn RMW117"],
        Classes(Written.WasmPlugin("""
            {"selector": {"matchLabels": {"app": "reviews"}},
             "url": "https://storage.googleapis.com/istio-build/proxy/attributegen-359dcd3a19f109c50e97517fe6b1e2676e870c4d.wasm",
             "imagePullPolicy": "Always", "phase": "AUTHN",
             "pluginConfig": {"attributes": [{"output_attribute": "istio_operationId", "match": [
               {"value": "ListReviews", "condition": "request.url_path == '/reviews' && request.method == 'GET'"},
               {"value": "GetReview", "condition": "request.url_path.matches('^/reviews/[[:alnum:]]*$') && request.method == 'GET'"},
               {"value": "CreateReview", "condition": "request.url_path == '/reviews/' && request.method == 'POST'"}]}]}}
            """)));

    [Fact]
    public void Responses_classified_as_the_task_shows_have_nothing_wrong_in_their_conditions() => Assert.Equal(
        ["warn RMW115", "warn RMW116", "warn RMW113", "warn RMW117"],
        Classes(Written.WasmPlugin("""
            {"selector": {"matchLabels": {"app": "productpage"}},
             "url": "https://storage.googleapis.com/istio-build/proxy/attributegen-359dcd3a19f109c50e97517fe6b1e2676e870c4d.wasm",
             "imagePullPolicy": "Always", "phase": "AUTHN",
             "pluginConfig": {"attributes": [{"output_attribute": "istio_responseClass", "match": [
               {"value": "2xx", "condition": "response.code >= 200 && response.code <= 299"},
               {"value": "3xx", "condition": "response.code >= 300 && response.code <= 399"},
               {"value": "404", "condition": "response.code == 404"},
               {"value": "429", "condition": "response.code == 429"},
               {"value": "503", "condition": "response.code == 503"},
               {"value": "5xx", "condition": "response.code >= 500 && response.code <= 599"},
               {"value": "4xx", "condition": "response.code >= 400 && response.code <= 499"}]}]}}
            """)));

    [Theory]
    [InlineData("string(destination.port)")]
    [InlineData("request.host")]
    [InlineData("filter_state['wasm.istio_operationId']")]
    [InlineData("filter_state['wasm.istio_responseClass']")]
    [InlineData("has(response.code) ? response.code : 200")]
    [InlineData("xds.cluster_name")]
    [InlineData("filter_state.upstream_peer.app")]
    public void Labels_as_the_tasks_show_them_have_no_finding(string value) => Assert.Equal([], Written.Label(value).Findings());

    [Fact]
    public void Tags_removed_for_both_ends_have_no_finding() => Assert.Equal(
        [],
        Written.Telemetry("""
            {"metrics": [{"providers": [{"name": "prometheus"}], "overrides": [
              {"match": {"mode": "CLIENT_AND_SERVER", "metric": "REQUEST_COUNT"}, "tagOverrides": {"grpc_response_status": {"operation": "REMOVE"}}},
              {"match": {"mode": "CLIENT", "metric": "ALL_METRICS"}, "disabled": true}]}]}
            """).Findings());

    private static string[] Classes(IstioResource resource) => [.. resource.Findings().Select(finding => finding[..11])];
}
