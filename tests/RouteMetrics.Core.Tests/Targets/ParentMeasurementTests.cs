using RouteMetrics.Core.Model;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Targets;

public class ParentMeasurementTests
{
    private static readonly HttpRoute Route = Some.Route("r", Some.Service("s"), Some.Exact("/x"));

    private static Dictionary<string, string> Labels(params string[] labels) =>
        labels.Select(label => label.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    public static TheoryData<MeshSnapshot, string> NotMeasured => new()
    {
        { new() { Namespaces = [new("ns", Labels("istio-injection=enabled"))] }, "namespace ns is not enrolled: it has sidecars: label istio-injection: enabled; enrol the namespace, if it is to be measured" },
        { new() { Namespaces = [new("ns", Labels("istio.io/use-waypoint=none"))] }, "namespace ns is not enrolled: it is opted out of waypoints by the label istio.io/use-waypoint: none; enrol the namespace, if it is to be measured" },
        { new() { Namespaces = [new("ns", Labels("istio.io/use-waypoint=w", "istio.io/use-waypoint-namespace=infra"))] }, "its waypoint is in namespace infra: Istio versions disagree on which Telemetry such a waypoint reads, so it is not supported; use a waypoint in namespace ns" },
        { new() { Services = [new(new("ns", "s")) { IsHeadless = true }] }, "Service ns/s has no virtual IP, so its traffic does not pass a waypoint; give the Service a cluster IP, if it is to be measured" },
        { new() { Services = [new(new("ns", "s")) { Labels = Labels("istio.io/use-waypoint=none") }] }, "Service ns/s is opted out of waypoints by the label istio.io/use-waypoint: none; remove the label, if it is to be measured" },
        { new() { Gateways = [new(new("ns", "ns-waypoint"), "istio-agentgateway-waypoint")] }, "its waypoint ns-waypoint is of class istio-agentgateway-waypoint, not istio-waypoint: no Envoy runs there; name a waypoint of that class by the label istio.io/use-waypoint" },
    };

    [Theory]
    [MemberData(nameof(NotMeasured), DisableDiscoveryEnumeration = true)]
    public void A_Service_that_no_waypoint_of_ours_serves_is_not_measured(MeshSnapshot state, string reason)
    {
        var plan = RoutePlan.Of(state with { Routes = [Route] }, Some.Defaults);

        Assert.Empty(plan.Targets);
        Assert.Equal([$"ns/r RMW008 spec.parentRefs[0]: the route is not measured there: {reason}"], plan.Messages());
    }

    [Fact]
    public void Consumer_routes_foreign_kinds_and_routes_without_parents_are_not_measured()
    {
        var plan = Some.Plan(
            Route with { Key = new(RouteKind.Http, "ns", "consumer"), ParentRefs = [Some.Service("s", ns: "other")] },
            Route with { Key = new(RouteKind.Http, "ns", "entry"), ParentRefs = [new("networking.istio.io", "ServiceEntry", "ns", "e")] },
            Route with { Key = new(RouteKind.Http, "ns", "orphan"), ParentRefs = [] });

        Assert.Empty(plan.Targets);
        Assert.Equal(
            [
                "ns/consumer RMW008 spec.parentRefs[0]: the route is not measured there: it is a consumer route of Service other/s: waypoints evaluate only routes in the Service's own namespace; move the route to namespace other",
                "ns/entry RMW008 spec.parentRefs[0]: the route is not measured there: a parent of kind ServiceEntry (networking.istio.io) is not supported; use a Service, a Gateway or a ListenerSet",
                "ns/orphan RMW008 spec.parentRefs: the route has no parent, so no proxy evaluates it and nothing is measured; name a Service or a Gateway",
            ],
            plan.Messages());
    }

    public static TheoryData<MeshSnapshot, string> GatewayNotMeasured => new()
    {
        { new() { IsComplete = true }, "Gateway ns/g does not exist; create it, or correct its name" },
        { new() { Namespaces = [new("ns", Labels("routemetrics.io/enabled=false"))] }, "nothing is measured in namespace ns: it is opted out by the label routemetrics.io/enabled: \"false\"; name a Gateway in a namespace that is enrolled" },
        { new() { Gateways = [new(new("ns", "g"), "nginx")] }, "Gateway ns/g is of class nginx, not istio; use a Gateway of that class, or add this one to gatewayClasses.gateway" },
    };

    [Theory]
    [MemberData(nameof(GatewayNotMeasured), DisableDiscoveryEnumeration = true)]
    public void A_Gateway_that_is_not_there_not_Istios_or_in_a_namespace_that_is_left_alone_is_not_measured(MeshSnapshot state, string reason)
    {
        var plan = RoutePlan.Of(state with { Routes = [Some.Route("r", Some.Gateway("g"), Some.Exact("/x"))] }, Some.Defaults);

        Assert.Empty(plan.Targets);
        Assert.Equal([$"ns/r RMW008 spec.parentRefs[0]: the route is not measured there: {reason}"], plan.Messages());
    }

    [Fact]
    public void A_Gateway_needs_no_waypoint_so_sidecars_in_its_namespace_do_not_matter()
    {
        var state = new MeshSnapshot
        {
            Namespaces = [new("ns", Labels("istio-injection=enabled"))],
            Routes = [Some.Route("r", Some.Gateway("g"), Some.Exact("/x", "GET"))],
        };

        Assert.Equal(["GET /x: xds.route_name == 'ns.r.0' && request.method == 'GET' && request.url_path == '/x'"], RoutePlan.Of(state, Some.Defaults).Lines());
    }
}
