using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Conflicts;

/// <summary>What is written, and told, where targets are held.</summary>
public sealed class HeldPlanTests
{
    private static readonly HttpRoute OtherRoute = Some.Route("of-other", Some.Service("other"), Some.Exact("/y"));
    private static readonly AttachedObject ForService = Others.Plugin($"\"targetRefs\": {Others.ToService}");
    private static readonly AttachedObject ForWaypoint = Others.Plugin($"\"targetRefs\": {Others.ToWaypoint}");
    private static readonly GatewayResource Waypoint = new(new("ns", "ns-waypoint"), "istio-waypoint") { Listeners = [new("mesh", 15008, "HBONE")] };

    [Fact]
    public void The_finding_names_both_objects_and_the_remedy()
    {
        var route = Others.ServiceRoute with { ParentRefs = [Some.Gateway("gw"), Some.Service("svc")] };
        Assert.Equal(
            ["ns/of-svc RMW014 spec.parentRefs[1]: is not measured: WasmPlugin ns/theirs also writes istio_operationId, after WasmPlugin ns/svc-wasmplugin, "
             + "and would win; compare and hand over with route-metrics adopt -n ns, or leave it to WasmPlugin theirs"],
            RoutePlan.Of(Others.Mesh(route, ForService), Some.Defaults).Messages());
    }

    [Fact]
    public void What_belongs_to_another_namespace_is_for_its_owner_to_change()
    {
        var theirs = Others.Plugin($"\"targetRefs\": {Others.ToClass}", "istio-system");
        Assert.EndsWith(
            "; have it changed by the owner of namespace istio-system, or leave Service svc to it",
            Assert.Single(RoutePlan.Of(Others.Mesh(Others.ServiceRoute, theirs), Some.Defaults).Messages()));
    }

    [Fact]
    public void A_reviewed_route_is_told_as_well_though_the_snapshot_does_not_have_it()
    {
        var snapshot = new MeshSnapshot { Attached = [ForService] };
        var plan = RoutePlan.OfRoute(Others.ServiceRoute, snapshot, Some.Defaults);
        Assert.StartsWith("ns/of-svc RMW014 spec.parentRefs[0]: ", Assert.Single(plan.Messages()));
        Assert.Single(plan.Held);
        Assert.Single(plan.Targets);
        Assert.Empty(plan.Measured);
    }

    [Fact]
    public void What_is_held_makes_no_series() => Assert.DoesNotContain(
        RoutePlan.Of(Others.Mesh(Others.ServiceRoute, ForService), Some.Defaults with { Budget = new() { Series = 1 } }).Findings,
        static finding => finding.Code == Core.Findings.FindingCode.RMW005);

    [Fact]
    public void An_explanation_says_that_its_target_is_held_and_by_what()
    {
        var mesh = Others.Mesh(Others.ServiceRoute, ForService);
        var plan = RoutePlan.Of(mesh, Some.Defaults);
        var request = Core.Explain.RequestText.Parse("GET http://svc.ns/x", []).Request!;
        var explanation = Core.Explain.RequestExplanation.Explain(Assert.Single(plan.Targets), request, mesh, Some.Defaults, Assert.Single(plan.Held));
        Assert.True(explanation.IsHeld);
        Assert.Equal(
            "held, so this is not written and the label is not ours: WasmPlugin ns/theirs also writes istio_operationId, after WasmPlugin ns/svc-wasmplugin, and would win; "
            + "compare and hand over with route-metrics adopt -n ns, or leave it to WasmPlugin theirs",
            explanation.Notes[0]);
    }

    [Fact]
    public void A_severity_of_off_silences_the_finding_and_holds_all_the_same()
    {
        var settings = Some.Defaults with { Severities = new Dictionary<Core.Findings.FindingCode, Core.Findings.Severity> { [Core.Findings.FindingCode.RMW014] = Core.Findings.Severity.Off } };
        var plan = RoutePlan.Of(Others.Mesh(Others.ServiceRoute, ForService), settings);
        Assert.Empty(plan.Findings);
        Assert.Empty(plan.Manifests());
    }

    [Fact]
    public void Neither_plugin_nor_Telemetry_nor_a_new_waypoint_is_made_for_a_held_target_and_a_waypoint_that_is_there_stays()
    {
        var mesh = Others.Mesh(Others.ServiceRoute, ForWaypoint);
        Assert.Empty(Keys(mesh));
        Assert.Equal(["Gateway ns/ns-waypoint"], Keys(mesh with { Gateways = [Waypoint] }));
    }

    [Fact]
    public void A_Service_beside_a_held_one_is_measured_by_a_Telemetry_that_names_it_alone()
    {
        var mesh = new MeshSnapshot { Routes = [Others.ServiceRoute, OtherRoute], Attached = [ForService] };
        Assert.Equal(["Gateway ns/ns-waypoint", "WasmPlugin ns/other-wasmplugin", "Telemetry ns/other-telemetry"], Keys(mesh));
        Assert.Equal("Service other", TargetsOf(mesh));
    }

    [Fact]
    public void On_the_waypoint_a_plugin_leaves_the_held_Service_out_and_tells_the_others_apart()
    {
        var mesh = new MeshSnapshot { Routes = [Others.ServiceRoute, OtherRoute], Attached = [ForService] };
        var plugin = RoutePlan.Of(mesh, Some.Defaults with { AttachTo = AttachTo.Waypoint }).Manifests().Single(static manifest => manifest.Kind == "WasmPlugin");
        Assert.Equal("ns-wasmplugin", plugin.Name);
        var attributes = (ManifestValue.List)At(At(At(plugin.Body, "spec"), "pluginConfig"), "attributes");
        var matches = (ManifestValue.List)At(attributes.Items[0], "match");
        Assert.Equal(
            ["xds.route_name == 'ns.of-other.0' && request.url_path == '/y'"],
            matches.Items.Select(static match => ((ManifestValue.Text)At(match, "condition")).Value));
    }

    [Theory]
    [InlineData("WasmPlugin", "svc-wasmplugin")]
    [InlineData("Telemetry", "svc-telemetry")]
    public void An_object_of_our_name_holds_both_so_that_nothing_is_half_there(string kind, string name)
    {
        var mesh = Others.Mesh(Others.ServiceRoute, Others.Of(kind, "ns", name, """{"selector": {"matchLabels": {"app": "x"}}, "url": "oci://waf"}"""));
        Assert.Empty(Keys(mesh));
        Assert.Equal($"Name {kind} ns/{name}", Others.HeldBy(mesh));
        Assert.Equal("", Others.HeldBy(mesh with { Attached = [.. mesh.Attached.Select(static item => item with { IsOurs = true })] }));
    }

    [Fact]
    public void A_waypoint_of_our_name_that_somebody_wrote_is_measured_at_like_ours()
    {
        var mesh = Others.Mesh(Others.ServiceRoute) with { Gateways = [Waypoint] };
        Assert.Equal("Service svc", TargetsOf(mesh));
        Assert.Empty(RoutePlan.Of(mesh, Some.Defaults).Held);
    }

    private static ManifestValue At(ManifestValue value, string key) =>
        ((ManifestValue.Map)value).Entries.Single(entry => entry.Key == key).Value;

    private static string[] Keys(MeshSnapshot mesh) =>
        [.. RoutePlan.Of(mesh, Some.Defaults).Manifests().Select(static manifest => $"{manifest.Kind} {manifest.Namespace}/{manifest.Name}")];

    private static string TargetsOf(MeshSnapshot mesh)
    {
        Manifest telemetry = RoutePlan.Of(mesh, Some.Defaults).Manifests().Single(static manifest => manifest.Kind == "Telemetry");
        return string.Join(", ", ((ManifestValue.List)At(At(telemetry.Body, "spec"), "targetRefs")).Items
            .Select(static reference => $"{((ManifestValue.Text)At(reference, "kind")).Value} {((ManifestValue.Text)At(reference, "name")).Value}"));
    }
}
