using RouteMetrics.Core.Model;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Targets;

/// <summary>parentRefs that nearly name something.</summary>
public class ParentNearMissTests
{
    private static readonly MeshSnapshot Mesh = new()
    {
        Services =
        [
            new(new("ns", "podinfo-svc")) { Ports = [9898, 9999] }, new(new("ns", "cart")) { Ports = [80] },
            new(new("ns", "any-port")), new(new("other", "podinfo-scv")) { Ports = [80] },
        ],
        Gateways =
        [
            new(new("ns", "public"), "istio") { Listeners = [new("http", 80, "HTTP"), new("https", 443, "HTTPS")] },
            new(new("ns", "agent"), "agentgateway"),
            new(new("infra", "shared"), "istio") { Listeners = [new("http", 80, "HTTP") { AllowedNamespaces = new AllowedNamespaces.All() }] },
        ],
        ListenerSets =
        [
            new(new("ns", "team-a"), new("infra", "shared")) { Listeners = [new("ta", 8080, "HTTP")] },
            new(new("infra", "team-b"), new("infra", "shared")) { Listeners = [new("tb", 8081, "HTTP")] },
        ],
    };

    private static ParentRef Set(string name, int? port = null, string? section = null) =>
        new(ParentRef.GatewayGroup, "ListenerSet", "ns", name) { Port = port, SectionName = section };

    private static string[] FindingsOf(ParentRef parent) =>
        [.. RoutePlan.Of(Mesh with { Routes = [Some.Route("r", parent, Some.Exact("/x"))] }, Some.Defaults).Messages()
            .Select(static message => message.Replace("ns/r RMW008 spec.parentRefs[0]", "", StringComparison.Ordinal))];

    public static TheoryData<ParentRef, string> Misses => new()
    {
        { Some.Service("podinfo-scv"), ".name: \"podinfo-scv\": the route is not measured there: there is no Service ns/podinfo-scv; did you mean podinfo-svc?" },
        { Some.Service("Cart"), ".name: \"Cart\": the route is not measured there: there is no Service ns/Cart; did you mean cart?" },
        { Some.Service("podinfo-svc", 8989), ".port: \"8989\": the route is not measured there: Service ns/podinfo-svc has no port 8989, so Istio serves the route on none; write 9898 or 9999, or leave the port out" },
        { Some.Gateway("podinfo-svc"), ".name: \"podinfo-svc\": the route is not measured there: it names a Gateway, but ns/podinfo-svc is a Service; write group: \"\" and kind: Service beside the name" },
        { Some.Gateway("podinfo-scv"), ".name: \"podinfo-scv\": the route is not measured there: there is no Gateway ns/podinfo-scv; did you mean Service podinfo-svc? Then write group: \"\" and kind: Service beside its name" },
        { new(ParentRef.GatewayGroup, "Service", "ns", "podinfo-svc"), ".kind: \"Service\": the route is not measured there: without group: \"\" it is of group gateway.networking.k8s.io, which has no Service, so Istio passes over it; write group: \"\" beside kind: Service" },
        { new("", "Gateway", "ns", "public"), ".group: \"\": the route is not measured there: a Gateway is not of the core group, so Istio passes over it; leave group and kind out" },
        { new("", "Servcie", "ns", "cart"), ".kind: \"Servcie\": the route is not measured there: there is no kind Servcie; did you mean Service, with group: \"\"?" },
        { new(ParentRef.GatewayGroup, "gateway", "ns", "public"), ".kind: \"gateway\": the route is not measured there: there is no kind gateway; did you mean Gateway?" },
        { Some.Gateway("pulbic"), ".name: \"pulbic\": the route is not measured there: there is no Gateway ns/pulbic; did you mean public?" },
        { Some.Gateway("shared"), ".name: \"shared\": the route is not measured there: there is no Gateway ns/shared, but one of this name in infra; write namespace: infra beside the name" },
        { Some.Gateway("public", section: "htps"), ".sectionName: \"htps\": the route is not measured there: Gateway ns/public has no listener htps; did you mean https?" },
        { Some.Gateway("public", section: "internal"), ".sectionName: \"internal\": the route is not measured there: Gateway ns/public has no listener internal; write http or https, or leave sectionName out" },
        { Some.Service("cart", ns: "sn"), ".namespace: \"sn\": the route is not measured there: there is no Service sn/cart here, but one of this name in ns; leave the namespace out, if that one is meant" },
        { new("core", "Service", "ns", "cart"), ".group: \"core\": the route is not measured there: the core group has no name, so Istio passes over it; write group: \"\" beside kind: Service" },
        { new("gateway.networking.k8s.io/v1", "Gateway", "ns", "public"), ".group: \"gateway.networking.k8s.io/v1\": the route is not measured there: it is an apiVersion, so Istio passes over it; write group: gateway.networking.k8s.io, without a version" },
        { Some.Gateway("agent"), ": the route is not measured there: Gateway ns/agent is of class agentgateway, which runs no Envoy; use a Gateway of class istio" },
        { Set("team-aa"), ".name: \"team-aa\": the route is not measured there: there is no ListenerSet ns/team-aa; did you mean team-a?" },
        { Set("team-b"), ".name: \"team-b\": the route is not measured there: there is no ListenerSet ns/team-b; did you mean team-a?" },
        { Set("team-a", section: "tb"), ".sectionName: \"tb\": the route is not measured there: ListenerSet ns/team-a has no listener tb; did you mean ta?" },
        { Set("team-a", 80), ".port: \"80\": the route is not measured there: ListenerSet ns/team-a has no listener on port 80; write 8080, or leave the port out" },
        { Some.Gateway("team-a"), ".name: \"team-a\": the route is not measured there: it names a Gateway, but ns/team-a is a ListenerSet; write kind: ListenerSet beside the name" },
        { new(ParentRef.GatewayGroup, "Listenerset", "ns", "team-a"), ".kind: \"Listenerset\": the route is not measured there: there is no kind Listenerset; did you mean ListenerSet?" },
        { Some.Gateway("public", 8080), ".port: \"8080\": the route is not measured there: Gateway ns/public has no listener on port 8080; write 80 or 443, or leave the port out" },
    };

    [Theory]
    [MemberData(nameof(Misses), DisableDiscoveryEnumeration = true)]
    public void A_near_miss_is_told_with_what_is_there(ParentRef parent, string finding) => Assert.Contains(finding, FindingsOf(parent));

    public static TheoryData<ParentRef> Hits => new()
    {
        Some.Service("podinfo-svc", 9898), Some.Service("podinfo-svc"), Some.Service("any-port", 1), Some.Service("entirely-different"),
        Some.Gateway("public"), Some.Gateway("public", 80, "http"), Some.Gateway("entirely-different"), Some.Gateway("shared", ns: "infra"),
    };

    [Theory]
    [MemberData(nameof(Hits), DisableDiscoveryEnumeration = true)]
    public void What_is_there_or_is_near_to_nothing_has_no_finding(ParentRef parent) => Assert.Empty(FindingsOf(parent));

    [Fact]
    public void A_near_miss_is_told_once_where_all_is_known()
    {
        var state = Mesh with { IsComplete = true, Routes = [Some.Route("r", Some.Gateway("pulbic"), Some.Exact("/x"))] };

        Assert.Equal(
            ["ns/r RMW008 spec.parentRefs[0].name: \"pulbic\": the route is not measured there: there is no Gateway ns/pulbic; did you mean public?"],
            RoutePlan.Of(state, Some.Defaults).Messages());
    }

    [Theory]
    [InlineData("All", "ns/r RMW008 spec.useDefaultGateways: \"All\": is not implemented by Istio, so the route is attached to no Gateway by it, and nothing is measured there; name the Gateway in parentRefs")]
    [InlineData("None", "ns/r RMW008 spec.parentRefs: the route has no parent, so no proxy evaluates it and nothing is measured; name a Service or a Gateway")]
    public void Default_Gateways_are_not_Istios(string scope, string finding) => Assert.Equal(
        [finding], Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact("/x")) with { ParentRefs = [], UseDefaultGateways = scope }).Messages());

    [Fact]
    public void Default_Gateways_beside_a_parent_are_told_and_the_parent_is_measured()
    {
        var plan = Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact("/x")) with { UseDefaultGateways = "All" });

        Assert.Single(plan.Targets);
        Assert.Single(plan.Messages());
    }

    [Fact]
    public void A_host_that_belongs_to_a_more_specific_listener_is_never_served_at_the_wider()
    {
        Listener[] listeners = [new("wild", 80, "HTTP") { Hostname = "*.example.com" }, new("exact", 80, "HTTP") { Hostname = "app.example.com" }];
        var state = new MeshSnapshot
        {
            Gateways = [new(new("ns", "g"), "istio") { Listeners = listeners }],
            Routes =
            [
                Some.Route("dead", Some.Gateway("g", section: "wild"), Some.Exact("/x")) with { Hostnames = ["app.example.com"] },
                Some.Route("half", Some.Gateway("g", section: "wild"), Some.Exact("/y")) with { Hostnames = ["other.example.com", "app.example.com"] },
                Some.Route("fine", Some.Gateway("g"), Some.Exact("/z")) with { Hostnames = ["app.example.com"] },
                Some.Route("none", Some.Gateway("g", section: "wild"), Some.Exact("/w")),
            ],
        };

        const string Reason = "\"app.example.com\": the route is not measured there: Istio never serves this host at listener wild of Gateway ns/g, since it belongs to the "
            + "more specific listener exact of the same port; attach the route to listener exact by sectionName, or to all by leaving it out";
        Assert.Equal(
            [$"ns/dead RMW008 spec.hostnames[0]: {Reason}", $"ns/half RMW008 spec.hostnames[1]: {Reason}"],
            RoutePlan.Of(state, Some.Defaults).Messages());
    }
}
