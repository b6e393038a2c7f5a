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
        { new() { Namespaces = [Elsewhere], IsComplete = true }, "its waypoint infra/w does not exist; create it, or correct the labels istio.io/use-waypoint and istio.io/use-waypoint-namespace" },
        { new() { Namespaces = [Elsewhere], Gateways = [Waypoint("infra", "w")] }, "its waypoint infra/w takes no Services of namespace ns; let allowedRoutes of its listener on port 15008 select the namespace" },
        { new() { Gateways = [Waypoint("ns", "ns-waypoint") with { WaypointFor = "workload" }] }, "its waypoint ns-waypoint is for workload, so that no traffic to Services is sent there; label it istio.io/waypoint-for: service, or all" },
        { new() { Services = [new(new("ns", "s")) { Ports = [5432], RawPorts = [5432] }] }, "no port of Service ns/s is HTTP by its name or appProtocol; name the port http, http-… or grpc-…, or set its appProtocol" },
        { new() { Services = [new(new("ns", "s")) { IsHeadless = true }] }, "Service ns/s has no virtual IP, so its traffic does not pass a waypoint; give the Service a cluster IP, if it is to be measured" },
        { new() { Services = [new(new("ns", "s")) { Labels = Labels("istio.io/use-waypoint=none") }] }, "Service ns/s is opted out of waypoints by the label istio.io/use-waypoint: none; remove the label, if it is to be measured" },
        { new() { Gateways = [new(new("ns", "ns-waypoint"), "istio-agentgateway-waypoint")] }, "its waypoint ns-waypoint is of class istio-agentgateway-waypoint, not istio-waypoint: no Envoy runs there; name a waypoint of that class by the label istio.io/use-waypoint" },
    };

    private static NamespaceResource Elsewhere => new("ns", Labels("istio.io/use-waypoint=w", "istio.io/use-waypoint-namespace=infra"));

    private static GatewayResource Waypoint(string ns, string name) =>
        new(new(ns, name), "istio-waypoint") { Listeners = [new("mesh", 15008, "HBONE")] };

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
            Route with { Key = new(RouteKind.Http, "ns", "entry"), ParentRefs = [new("networking.istio.io", "Sidecar", "ns", "e")] },
            Route with { Key = new(RouteKind.Http, "ns", "orphan"), ParentRefs = [] });

        Assert.Empty(plan.Targets);
        Assert.Equal(
            [
                "ns/consumer RMW008 spec.parentRefs[0]: the route is not measured there: it is a consumer route of Service other/s: waypoints evaluate only routes in the namespace of the Service; move the route to namespace other",
                "ns/entry RMW008 spec.parentRefs[0]: the route is not measured there: a parent of kind Sidecar (networking.istio.io) is not supported; use a Service, a ServiceEntry, a Gateway or a ListenerSet",
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

    [Fact]
    public void A_waypoint_of_another_namespace_measures_by_objects_in_the_namespace_of_the_Service()
    {
        var allowing = Waypoint("infra", "w") with { Listeners = [new("mesh", 15008, "HBONE") { AllowedNamespaces = new AllowedNamespaces.All() }] };
        var state = new MeshSnapshot
        {
            Namespaces = [Elsewhere],
            Gateways = [allowing],
            Routes =
            [
                Route.At(1), Some.Route("of-waypoint", Some.Service("s"), Some.Exact("/x"), Some.Exact("/y")).At(2) with { Key = new(RouteKind.Http, "infra", "of-waypoint") },
                Some.Route("elsewhere", Some.Service("s"), Some.Exact("/z")) with { Key = new(RouteKind.Http, "other", "elsewhere") },
            ],
        };

        var plan = RoutePlan.Of(state, Some.Defaults);

        Assert.Equal(["infra.of-waypoint.0", "infra.of-waypoint.1"], Assert.Single(plan.Targets).Operations.Select(operation => operation.RouteName));
        Assert.Equal(["WasmPlugin ns/s-wasmplugin", "Telemetry ns/s-telemetry"], plan.Manifests().Where(item => item.Kind is not "Namespace").Select(item => $"{item.Kind} {item.Namespace}/{item.Name}"));
        Assert.Equal(["infra/w"], plan.Waypoints.Select(waypoint => waypoint.ToString()));
        Assert.Contains(plan.Messages(), message => message.StartsWith("other/elsewhere RMW008 spec.parentRefs[0]: the route is not measured there: it is a consumer route", StringComparison.Ordinal));
    }

    [Fact]
    public void A_port_that_is_not_HTTP_has_no_routes()
    {
        var state = new MeshSnapshot
        {
            Services = [new(new("ns", "s")) { Ports = [80, 5432], RawPorts = [5432] }],
            Routes = [Some.Route("r", Some.Service("s", 5432), Some.Exact("/x")), Some.Route("q", Some.Service("s"), Some.Exact("/y"))],
        };

        var plan = RoutePlan.Of(state, Some.Defaults);

        Assert.Equal(["q"], Assert.Single(plan.Targets).Operations.Select(operation => operation.Source.Route.Name));
        Assert.StartsWith("ns/r RMW008 spec.parentRefs[0]: the route is not measured there: port 5432 of Service ns/s is not HTTP by its name or appProtocol;", Assert.Single(plan.Messages()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8080, null, null, true)]
    [InlineData(8080, "web", null, true)]
    [InlineData(8080, "http-admin", null, true)]
    [InlineData(8080, "grpc-web-x", null, true)]
    [InlineData(8080, "tcp", "kubernetes.io/h2c", true)]
    [InlineData(8080, "tcp", "kubernetes.io/ws", true)]
    [InlineData(8080, "http", "kubernetes.io/wss", false)]
    [InlineData(8080, "tcp-x", null, false)]
    [InlineData(8080, "tls-x", null, false)]
    [InlineData(8080, "https", null, false)]
    [InlineData(8080, "mysql", null, false)]
    [InlineData(3306, null, null, false)]
    [InlineData(3306, "http", null, true)]
    public void A_port_says_its_protocol_as_Istio_reads_it(int port, string? name, string? appProtocol, bool mayBeHttp) =>
        Assert.Equal(mayBeHttp, PortProtocol.MayBeHttp(port, name, "TCP", appProtocol));
}
