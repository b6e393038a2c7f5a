using System.Text.Json.Nodes;
using RouteMetrics.Controller.Uninstall;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;

namespace RouteMetrics.Controller.Tests.Uninstall;

public sealed class RemnantsTests
{
    private const string Ours = """{"manager": "route-metrics", "operation": "Apply", "fieldsV1": {"f:spec": {}}}""";
    private const string Theirs = """{"manager": "kubectl", "operation": "Update", "fieldsV1": {"f:metadata": {"f:labels": {"f:istio.io/use-waypoint": {}}}}}""";
    private const string OursOfWaypoint = """{"manager": "route-metrics", "fieldsV1": {"f:metadata": {"f:labels": {"f:istio.io/dataplane-mode": {}, "f:istio.io/use-waypoint": {}}}}}""";
    private const string OursOfMode = """{"manager": "route-metrics", "fieldsV1": {"f:metadata": {"f:labels": {"f:istio.io/dataplane-mode": {}}}}}""";

    [Theory]
    [InlineData("route-metrics", Theirs + "," + Ours, "WasmPlugin shop/cart")]
    [InlineData("route-metrics", Theirs, null)]
    [InlineData("argocd", Ours, null)]
    [InlineData(null, Ours, null)]
    [InlineData(null, "", null)]
    public void An_object_is_ours_by_label_and_field_manager_together(string? managedBy, string managers, string? remnant)
    {
        var label = managedBy is null ? "{}" : $$"""{"app.kubernetes.io/managed-by": "{{managedBy}}"}""";
        Assert.Equal(remnant, Remnants.OfMarked(ResourceType.WasmPlugins, Json($$$"""{"metadata": {"namespace": "shop", "name": "cart", "labels": {{{label}}}, "managedFields": [{{{managers}}}]}}"""))?.ToString());
    }

    [Fact]
    public void An_object_without_labels_or_managers_is_nobodys() =>
        Assert.Null(Remnants.OfMarked(ResourceType.Gateways, Json("""{"metadata": {"namespace": "shop", "name": "cart"}}""")));

    [Theory]
    [InlineData(Ours, "Lease route-metrics/route-metrics")]
    [InlineData(Theirs, null)]
    public void A_lease_is_ours_by_who_wrote_it(string managers, string? remnant) => Assert.Equal(
        remnant, Remnants.OfWritten(ResourceType.Leases, Json($$$"""{"metadata": {"namespace": "route-metrics", "name": "route-metrics", "managedFields": [{{{managers}}}]}}"""))?.ToString());

    [Theory]
    [InlineData("shop-waypoint", OursOfWaypoint, "label istio.io/use-waypoint=shop-waypoint, field manager route-metrics of Namespace shop", "/metadata/labels/istio.io~1use-waypoint,/metadata/managedFields/0")]
    [InlineData("shop-waypoint", Theirs + "," + OursOfWaypoint, "label istio.io/use-waypoint=shop-waypoint, field manager route-metrics of Namespace shop", "/metadata/labels/istio.io~1use-waypoint,/metadata/managedFields/1")]
    [InlineData("another", Theirs + "," + OursOfMode, "field manager route-metrics of Namespace shop", "/metadata/managedFields/1")]
    [InlineData(null, OursOfMode, "field manager route-metrics of Namespace shop", "/metadata/managedFields/0")]
    [InlineData("shop-waypoint", OursOfMode + "," + Theirs + "," + OursOfWaypoint, "label istio.io/use-waypoint=shop-waypoint, field manager route-metrics of Namespace shop", "/metadata/labels/istio.io~1use-waypoint,/metadata/managedFields/2,/metadata/managedFields/0")]
    public void Of_a_namespace_goes_the_waypoint_that_we_set_and_what_stands_in_the_way_of_the_next_manager(string? waypoint, string managers, string remnant, string pointers)
    {
        var labels = waypoint is null ? "" : $$""", "istio.io/use-waypoint": "{{waypoint}}" """;
        var found = Remnants.OfNamespace(Json($$$"""{"metadata": {"name": "shop", "labels": {"istio.io/dataplane-mode": "ambient"{{{labels}}}}, "managedFields": [{{{managers}}}]}}"""));
        var part = Assert.IsType<Remnant.Part>(found);
        Assert.Equal(remnant, part.ToString());
        Assert.Equal(pointers.Split(','), part.Pointers);
    }

    [Fact]
    public void A_namespace_whose_waypoint_is_its_users_is_left_alone() => Assert.Null(
        Remnants.OfNamespace(Json($$$"""{"metadata": {"name": "shop", "labels": {"istio.io/use-waypoint": "shop-waypoint"}, "managedFields": [{{{Theirs}}}]}}""")));

    [Fact]
    public void Of_a_route_goes_the_annotation_of_admission()
    {
        var found = Remnants.OfRoute(Json("""{"metadata": {"namespace": "shop", "name": "cart", "annotations": {"routemetrics.io/operations": "[]", "routemetrics.io/operation-names": "0: x"}}}"""));
        var part = Assert.IsType<Remnant.Part>(found);
        Assert.Equal("annotation routemetrics.io/operations of HTTPRoute shop/cart", part.ToString());
        Assert.Equal(["/metadata/annotations/routemetrics.io~1operations"], part.Pointers);
    }

    [Theory]
    [InlineData("""{"metadata": {"name": "cart", "annotations": {"routemetrics.io/operation-names": "0: x"}}}""")]
    [InlineData("""{"metadata": {"name": "cart"}}""")]
    public void A_route_without_it_is_left_alone(string route) => Assert.Null(Remnants.OfRoute(Json(route)));

    [Theory]
    [InlineData("MutatingWebhookConfiguration any", "route-metrics", "route-metrics/route-metrics", "route-metrics/route-metrics")]
    [InlineData("MutatingWebhookConfiguration any", "elsewhere", "elsewhere/route-metrics")]
    [InlineData(null, "route-metrics", "route-metrics/route-metrics", "route-metrics/another")]
    [InlineData(null, "route-metrics", "elsewhere/route-metrics")]
    [InlineData(null, "route-metrics")]
    public void A_webhook_configuration_is_ours_if_all_of_it_asks_our_service(string? remnant, string ownNamespace, params string[] services)
    {
        var webhooks = services.Select(static service => service.Split('/'))
            .Select(static service => $$$$"""{"clientConfig": {"service": {"namespace": "{{{{service[0]}}}}", "name": "{{{{service[1]}}}}"}}}""");
        var configuration = Json($$$"""{"metadata": {"name": "any"}, "webhooks": [{{{string.Join(',', webhooks)}}}]}""");
        Assert.Equal(remnant, Remnants.OfConfiguration(ResourceType.MutatingWebhookConfigurations, configuration, ownNamespace, "route-metrics")?.ToString());
    }

    [Fact]
    public void A_webhook_at_an_address_is_not_ours() => Assert.Null(Remnants.OfConfiguration(
        ResourceType.ValidatingWebhookConfigurations, Json("""{"metadata": {"name": "route-metrics"}, "webhooks": [{"clientConfig": {"url": "https://example.com"}}]}"""), "route-metrics", "route-metrics"));

    [Fact]
    public async Task What_is_removed_is_what_was_found_and_not_what_it_has_become()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"), Answers.Json("{}"));
        using var api = server.Api();
        var found = Json($$$"""
            {"metadata": {"namespace": "shop", "name": "cart", "uid": "u", "resourceVersion": "7",
              "labels": {"app.kubernetes.io/managed-by": "route-metrics"}, "annotations": {"routemetrics.io/operations": "[]"}, "managedFields": [{{{Ours}}}]}}
            """);

        await Remnants.OfMarked(ResourceType.WasmPlugins, found)!.RemoveAsync(api, TestContext.Current.CancellationToken);
        await Remnants.OfRoute(found)!.RemoveAsync(api, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                """{"preconditions":{"resourceVersion":"7","uid":"u"},"propagationPolicy":"Background"}""",
                """
                [{"op":"replace","path":"/metadata/resourceVersion","value":"7"},{"op":"remove","path":"/metadata/annotations/routemetrics.io~1operations"}]
                """,
            ],
            server.Requests.Select(request => request.Body));
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
