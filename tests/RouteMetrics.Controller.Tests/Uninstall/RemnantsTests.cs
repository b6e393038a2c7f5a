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
    [InlineData("istio.io/dataplane-mode,istio.io/use-waypoint", false, false, "label istio.io/use-waypoint=shop-waypoint of Namespace shop")]
    [InlineData(
        "istio.io/dataplane-mode,istio.io/use-waypoint", false, true,
        "label istio.io/dataplane-mode=ambient, label istio.io/use-waypoint=shop-waypoint of Namespace shop")]
    [InlineData("istio.io/dataplane-mode,istio.io/use-waypoint", true, false, "record of Namespace shop")]
    [InlineData("istio.io/dataplane-mode", false, false, "record of Namespace shop")]
    [InlineData("", false, true, "record of Namespace shop")]
    public void Of_a_namespace_go_the_labels_that_we_added_and_then_the_record(string enrolled, bool keepsWaypoint, bool leavesMesh, string remnant) =>
        Assert.Equal(remnant, Remnants.OfNamespace(Enrolled(enrolled, OursOfWaypoint), new(keepsWaypoint, !leavesMesh, false))?.ToString());

    [Fact]
    public void A_label_that_we_added_and_a_user_wrote_since_is_the_users() => Assert.Equal(
        "record of Namespace shop",
        Remnants.OfNamespace(Enrolled("istio.io/dataplane-mode,istio.io/use-waypoint", Theirs + "," + OursOfWaypoint), new(false, Mode: true, false))?.ToString());

    [Fact]
    public void What_stays_without_the_record_stays_in_a_later_run_too()
    {
        var found = Enrolled(null, OursOfWaypoint);
        found["metadata"]!["annotations"] = new JsonObject { ["routemetrics.io/left"] = "istio.io/dataplane-mode,istio.io/use-waypoint" };
        var last = Assert.IsType<Remnant.Part>(Remnants.OfNamespace(found, new(Waypoint: false, Mode: true, Objects: false)));
        Assert.Equal(["/metadata/managedFields/0"], last.Pointers);
    }

    [Fact]
    public void What_is_being_deleted_goes_without_us()
    {
        var found = Json($$$"""
            {"metadata": {"namespace": "shop", "name": "cart", "deletionTimestamp": "2026-11-01T00:00:00Z",
              "labels": {"app.kubernetes.io/managed-by": "route-metrics"}, "managedFields": [{{{Ours}}}]}}
            """);
        Assert.Null(Remnants.OfMarked(ResourceType.WasmPlugins, found));
        var ns = Enrolled("istio.io/dataplane-mode", OursOfMode);
        ns["metadata"]!["deletionTimestamp"] = "2026-11-01T00:00:00Z";
        Assert.Null(Remnants.OfNamespace(ns, new(false, false, false)));
    }

    [Fact]
    public void The_record_stays_as_long_as_an_object_of_ours() =>
        Assert.Null(Remnants.OfNamespace(Enrolled("istio.io/dataplane-mode", OursOfMode), new(Waypoint: false, Mode: true, Objects: true)));

    [Fact]
    public void What_stays_of_the_labels_is_named_before_the_field_manager_goes()
    {
        var named = Assert.IsType<Remnant.Part>(Remnants.OfNamespace(Enrolled("istio.io/dataplane-mode", OursOfMode), new(false, Mode: true, false)));
        Assert.Equal(("istio.io/dataplane-mode", true), (named.Left, named.HasAnnotations));
        Assert.Equal(["/metadata/annotations/routemetrics.io~1enrolled"], named.Pointers);

        var found = Enrolled(null, Theirs + "," + OursOfMode);
        found["metadata"]!["annotations"] = new JsonObject { ["routemetrics.io/left"] = "istio.io/dataplane-mode" };
        var last = Assert.IsType<Remnant.Part>(Remnants.OfNamespace(found, new(false, Mode: true, false)));
        Assert.Equal((null, "/metadata/managedFields/1"), (last.Left, Assert.Single(last.Pointers)));

        found["metadata"]!["managedFields"]!.AsArray().RemoveAt(1);
        Assert.Null(Remnants.OfNamespace(found, new(false, Mode: true, false)));
    }

    [Fact]
    public void A_release_without_a_record_owned_the_labels_that_it_added() => Assert.Equal(
        "label istio.io/use-waypoint=shop-waypoint of Namespace shop",
        Remnants.OfNamespace(Enrolled(null, OursOfWaypoint), new(false, Mode: true, false))?.ToString());

    [Fact]
    public void A_namespace_whose_labels_are_its_users_is_left_alone() =>
        Assert.Null(Remnants.OfNamespace(Enrolled(null, Theirs), new(false, false, false)));

    private static JsonObject Enrolled(string? enrolled, string managers)
    {
        var annotations = enrolled is null ? "" : $"\"annotations\": {{\"routemetrics.io/enrolled\": \"{enrolled}\"}}, ";
        return Json($$$"""
            {"metadata": {"name": "shop", {{{annotations}}}
              "labels": {"istio.io/dataplane-mode": "ambient", "istio.io/use-waypoint": "shop-waypoint"}, "managedFields": [{{{managers}}}]}}
            """);
    }

    [Fact]
    public void Of_a_route_goes_the_annotation_of_admission()
    {
        var found = Remnants.OfRoute(ResourceType.HttpRoutes, Json("""{"metadata": {"namespace": "shop", "name": "cart", "annotations": {"routemetrics.io/operations": "[]", "routemetrics.io/operation-names": "0: x"}}}"""));
        var part = Assert.IsType<Remnant.Part>(found);
        Assert.Equal("annotation routemetrics.io/operations of HTTPRoute shop/cart", part.ToString());
        Assert.Equal(["/metadata/annotations/routemetrics.io~1operations"], part.Pointers);
    }

    [Theory]
    [InlineData("""{"metadata": {"name": "cart", "annotations": {"routemetrics.io/operation-names": "0: x"}}}""")]
    [InlineData("""{"metadata": {"name": "cart"}}""")]
    public void A_route_without_it_is_left_alone(string route) => Assert.Null(Remnants.OfRoute(ResourceType.HttpRoutes, Json(route)));

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
        await Remnants.OfRoute(ResourceType.HttpRoutes, found)!.RemoveAsync(api, TestContext.Current.CancellationToken);

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
