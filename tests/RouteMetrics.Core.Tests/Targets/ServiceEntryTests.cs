using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Targets;

/// <summary>ServiceEntries work on waypoints as Services do (measured), but for their hosts.</summary>
public sealed class ServiceEntryTests
{
    private static readonly ServiceResource Entry = new(new("ns", "s")) { Hosts = ["api.example.com", "*.cdn.example.com"], Ports = [80, 8080] };

    private static readonly MeshSnapshot Mesh = new()
    {
        Services = [Entry, new(new("ns", "s")) { Ports = [80] }],
        Routes = [Some.Route("r", ToEntry("s"), Some.Exact("/x")), Some.Route("of-service", Some.Service("s"), Some.Exact("/y"))],
        IsComplete = true,
    };

    [Fact]
    public void It_is_a_target_of_its_own_beside_a_Service_of_its_name()
    {
        var plan = RoutePlan.Of(Mesh, Some.Defaults);

        Assert.Empty(plan.Findings);
        Assert.Equal(["Service ns/s", "ServiceEntry ns/s"], plan.Targets.Select(target => target.Target.ToString()));
        Assert.Equal(
            [
                "Telemetry s-serviceentry-8c683149-telemetry: networking.istio.io/ServiceEntry/s", "Telemetry s-telemetry: /Service/s",
                "WasmPlugin s-serviceentry-8c683149-wasmplugin: networking.istio.io/ServiceEntry/s", "WasmPlugin s-wasmplugin: /Service/s",
            ],
            ObjectsOf(plan).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_such_a_Service_it_keeps_the_plain_name()
    {
        var plan = RoutePlan.Of(Mesh.WithoutRoute(new(RouteKind.Http, "ns", "of-service")), Some.Defaults);

        Assert.Equal(
            ["Telemetry s-telemetry: networking.istio.io/ServiceEntry/s", "WasmPlugin s-wasmplugin: networking.istio.io/ServiceEntry/s"],
            ObjectsOf(plan).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_plugin_of_the_whole_waypoint_tells_its_hosts_from_other_Services()
    {
        var settings = Some.Defaults with { AttachTo = AttachTo.Waypoint, Conditions = ConditionKind.Request };

        var target = RoutePlan.Of(Mesh.With(Entry with { Ports = [80] }), settings).Targets[1];

        Assert.Equal(
            "request.url_path == '/x' && "
                + "(xds.filter_chain_name.endsWith('|http|api.example.com') || xds.filter_chain_name.endsWith('|http|*.cdn.example.com'))",
            Assert.Single(target.Operations).Condition!.ToString());
    }

    [Fact]
    public void Its_objective_is_of_what_metrics_call_its_hosts()
    {
        var route = Some.Route("slo", ToEntry("s"), Some.Exact("/x")) with
        {
            Annotations = new Dictionary<string, string> { ["routemetrics.io/slo"] = "99.9%" },
        };
        var plan = RoutePlan.Of(Mesh with { Routes = [route] }, Some.Defaults);

        Assert.Equal(["api.example.com", "*.cdn.example.com"], plan.MetricNamesOf(Entry.Target));
        Assert.Contains(
            Texts(Assert.Single(plan.Objectives()).Body),
            static text => text.Contains(@"destination_service_name=~""api\\.example\\.com|\\*\\.cdn\\.example\\.com""", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://api.example.com:8080/x", "* /x")]
    [InlineData("http://img.cdn.example.com/x", "* /x")]
    [InlineData("http://s.ns/y", "* /y")]
    [InlineData("http://img.cdn.example.com/y", "unknown")]
    public void Explain_finds_it_by_its_hosts(string url, string label)
    {
        var plan = RoutePlan.Of(Mesh, Some.Defaults);
        var request = RequestText.Parse($"GET {url}", []).Request!;

        var target = TargetChoice.Of(request, Mesh, plan.Targets);

        Assert.Equal(label, RequestExplanation.Explain(target!, request, Mesh, Some.Defaults).Label);
    }

    [Theory]
    [InlineData("gone", "ServiceEntry ns/s does not exist; create it, or correct its name")]
    [InlineData("raw", "no port of ServiceEntry ns/s is HTTP by its protocol; set the protocol of the port to HTTP, HTTP2 or GRPC")]
    [InlineData("opted out", "ServiceEntry ns/s is opted out of waypoints by the label istio.io/use-waypoint: none; remove the label, if it is to be measured")]
    [InlineData("consumer", "it is a consumer route of ServiceEntry ns/s: waypoints evaluate only routes in the namespace of the ServiceEntry; move the route to namespace ns")]
    public void One_that_no_waypoint_serves_is_told_why(string what, string reason)
    {
        var only = Mesh.WithoutRoute(new(RouteKind.Http, "ns", "of-service"));
        var mesh = what switch
        {
            "gone" => only.WithoutService(Entry.Target),
            "raw" => only.With(Entry with { RawPorts = [80, 8080] }),
            "consumer" => only.WithoutRoute(new(RouteKind.Http, "ns", "r")).With(Some.Route("r", ToEntry("s"), Some.Exact("/x")) with { Key = new(RouteKind.Http, "other", "r") }),
            _ => only.With(Entry with { Labels = new Dictionary<string, string> { [IstioLabels.UseWaypoint] = "none" } }),
        };

        var plan = RoutePlan.Of(mesh, Some.Defaults);

        Assert.Empty(plan.Targets);
        Assert.EndsWith($" RMW008 spec.parentRefs[0]: the route is not measured there: {reason}", Assert.Single(plan.Messages()), StringComparison.Ordinal);
    }

    [Fact]
    public void One_without_its_group_is_told_to_write_it()
    {
        var plan = RoutePlan.Of(Mesh with { Routes = [Some.Route("r", new ParentRef(ParentRef.GatewayGroup, "ServiceEntry", "ns", "s"), Some.Exact("/x"))] }, Some.Defaults);

        Assert.Equal(
            ["ns/r RMW008 spec.parentRefs[0].group: \"gateway.networking.k8s.io\": the route is not measured there: a ServiceEntry is of group networking.istio.io, so Istio passes over it; write group: networking.istio.io beside kind: ServiceEntry"],
            plan.Messages());
    }

    private static ParentRef ToEntry(string name) => new(ParentRef.IstioGroup, "ServiceEntry", "ns", name);

    private static IEnumerable<string> ObjectsOf(RoutePlan plan) => plan.Manifests().Where(item => item.Kind is "WasmPlugin" or "Telemetry")
        .Select(item => $"{item.Kind} {item.Name}: {TargetOf(item)}");

    private static string TargetOf(Core.Manifests.Manifest manifest)
    {
        var spec = (ManifestValue.Map)((ManifestValue.Map)manifest.Body).Entries.Single(entry => entry.Key == "spec").Value;
        var refs = (ManifestValue.List)spec.Entries.Single(entry => entry.Key == "targetRefs").Value;
        var only = (ManifestValue.Map)refs.Items.Single();
        return string.Join('/', only.Entries.Select(entry => ((ManifestValue.Text)entry.Value).Value));
    }

    private static IEnumerable<string> Texts(ManifestValue value) => value switch
    {
        ManifestValue.Text(var text) => [text],
        ManifestValue.Map(var entries) => entries.SelectMany(static entry => Texts(entry.Value)),
        ManifestValue.List(var items) => items.SelectMany(Texts),
        _ => [],
    };
}
