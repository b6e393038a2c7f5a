using RouteMetrics.Core.Model;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Targets;

public sealed class ListenerSetTests
{
    private static readonly AllowedNamespaces All = new AllowedNamespaces.All();

    private static readonly NamespacedName Gateway = new("infra", "gw");

    private static readonly MeshSnapshot Mesh = new()
    {
        Gateways = [new(Gateway, "istio") { AllowedListeners = All, Listeners = [new("own", 80, "HTTP") { Hostname = "*.example.com", AllowedNamespaces = All }] }],
        ListenerSets = [Set("b", "ls", new Listener("more", 80, "HTTP") { Hostname = "a.example.com", AllowedNamespaces = All })],
        IsComplete = true,
    };

    [Fact]
    public void A_route_of_a_set_is_measured_at_its_Gateway_under_the_hostname_of_the_set()
    {
        var plan = RoutePlan.Of(Mesh with { Routes = [Route("a", "r", ToSet("b", "ls"), "/x")] }, Some.Defaults);

        var target = Assert.Single(plan.Targets);
        Assert.Equal("infra/gw", target.Target.Key.ToString());
        Assert.Equal(["* /x"], plan.Values());
        Assert.Empty(plan.Findings);
    }

    [Fact]
    public void Listeners_of_a_set_and_of_its_Gateway_leave_no_hostnames_to_each_other()
    {
        var mesh = Mesh with { Routes = [Route("a", "at-gateway", ToGateway, "/x").At(2) with { Hostnames = ["a.example.com"] }, Route("a", "at-set", ToSet("b", "ls"), "/x").At(1)] };

        // The Gateway's server goes first, whatever the age of the routes.
        Assert.Equal(["at-gateway"], Assert.Single(RoutePlan.Of(mesh, Some.Defaults).Targets).Operations.Select(operation => operation.Source.Route.Name));
    }

    [Fact]
    public void The_plan_of_the_namespace_of_the_Gateway_sees_the_routes_of_the_set()
    {
        var mesh = Mesh with { Routes = [Route("a", "r", ToSet("b", "ls"), "/x")] };

        Assert.Single(RoutePlan.OfNamespace("infra", mesh, Some.Defaults).Targets);
        Assert.Empty(RoutePlan.OfNamespace("b", mesh, Some.Defaults).Targets);
        Assert.Empty(RoutePlan.OfNamespace("infra", mesh.WithoutListenerSet(new("b", "ls")), Some.Defaults).Targets);
    }

    [Theory]
    [InlineData("none", "Gateway infra/gw takes no ListenerSets of namespace b")]
    [InlineData("gone", "ListenerSet b/ls does not exist")]
    [InlineData("unknown", "ListenerSet b/ls is not known, so neither is its Gateway")]
    [InlineData("taken", "no listener of Gateway infra/gw takes it")]
    [InlineData("same", "no listener of Gateway infra/gw takes it")]
    public void A_route_whose_set_is_not_served_is_told_why(string what, string reason)
    {
        var gateway = Mesh.Gateway(Gateway)!;
        var mesh = what switch
        {
            "none" => Mesh.With(gateway with { AllowedListeners = new AllowedNamespaces.Nothing() }),
            "gone" => Mesh.WithoutListenerSet(new("b", "ls")),
            "unknown" => Mesh.WithoutListenerSet(new("b", "ls")) with { IsComplete = false },
            "taken" => Mesh.With(gateway with { Listeners = [new("own", 80, "HTTP") { Hostname = "a.example.com", AllowedNamespaces = All }] }),
            _ => Mesh.With(Set("b", "ls", new Listener("more", 80, "HTTP"))),
        };

        var plan = RoutePlan.Of(mesh with { Routes = [Route("a", "r", ToSet("b", "ls"), "/x")] }, Some.Defaults);

        Assert.Empty(plan.Targets);
        Assert.StartsWith($"a/r RMW008 spec.parentRefs[0]: the route is not measured there: {reason};", Assert.Single(plan.Messages()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_Gateway_that_Istio_does_not_deploy_is_measured_with_a_warning()
    {
        var mesh = Mesh.With(Mesh.Gateway(Gateway)! with { PodLabels = null });

        var plan = RoutePlan.Of(mesh with { Routes = [Route("a", "r", ToGateway, "/x")] }, Some.Defaults);

        Assert.Single(plan.Targets);
        Assert.StartsWith("a/r RMW008 spec.parentRefs[0]: the route is measured there only if the pods of Gateway infra/gw", Assert.Single(plan.Messages()), StringComparison.Ordinal);
    }

    private static ListenerSetResource Set(string ns, string name, params Listener[] listeners) => new(new(ns, name), Gateway) { Listeners = listeners };

    private static ParentRef ToSet(string ns, string name) => new(ParentRef.GatewayGroup, "ListenerSet", ns, name);

    private static ParentRef ToGateway => Some.Gateway("gw", ns: "infra");

    private static HttpRoute Route(string ns, string name, ParentRef parent, string path) =>
        Some.Route(name, parent, Some.Exact(path)) with { Key = new(RouteKind.Http, ns, name) };
}
