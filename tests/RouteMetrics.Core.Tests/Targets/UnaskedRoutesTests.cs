using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Targets;

/// <summary>What is told of routes in a namespace that is older than the installation and says neither yes nor no.</summary>
public sealed class UnaskedRoutesTests
{
    private const string OptIn =
        "ns/r RMW008 spec.parentRefs[0]: the route is not measured there: namespace ns is not enrolled: it is older than the installation, and does not opt in "
        + "by the label routemetrics.io/enabled: \"true\"; label Namespace ns routemetrics.io/enabled=true, if it is to be measured";

    private static readonly DateTimeOffset Installed = DateTimeOffset.UnixEpoch.AddDays(1);

    // A catch-all is worth a warning (RMW006) where it is measured.
    private static readonly HttpRoute CatchAll = Some.Route("r", Some.Service("s"), Some.Prefix("/"));

    private static MeshSnapshot Mesh(HttpRoute route, params string[] labels) => new()
    {
        Installed = Installed,
        IsComplete = true,
        Namespaces = [new("ns", labels.Select(static label => label.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1])) { Created = DateTimeOffset.UnixEpoch }],
        Services = [new(new("ns", "s")), new(new("ns", "t"))],
        Routes = [route],
    };

    private static string[] Told(MeshSnapshot mesh) => RoutePlan.Of(mesh, Some.Defaults).Messages();

    [Fact]
    public void One_warning_says_how_to_opt_in_and_nothing_else_is_said()
    {
        Assert.Equal([OptIn], Told(Mesh(CatchAll with { ParentRefs = [Some.Service("s"), Some.Service("t"), new("other", "Kind", "ns", "x")] })));
        Assert.Equal([OptIn], RoutePlan.OfRoute(CatchAll, Mesh(CatchAll) with { Routes = [] }, Some.Defaults).Messages());
    }

    [Fact]
    public void Where_that_would_not_do_nothing_is_said()
    {
        Assert.Empty(Told(Mesh(CatchAll, "istio-injection=enabled")));
        Assert.Empty(Told(Mesh(CatchAll, "istio.io/use-waypoint=none")));
        Assert.Empty(Told(Mesh(CatchAll) with { Services = [new(new("ns", "s")) { IsHeadless = true }] }));
        Assert.Empty(Told(Mesh(CatchAll with { ParentRefs = [Some.Service("s", ns: "other")] })));
        Assert.Empty(Told(Mesh(CatchAll with { ParentRefs = [] })));
    }

    [Fact]
    public void What_breaks_a_proxy_is_still_denied() => Assert.Equal(
        ["Deny RMW001", "Warn RMW008"],
        RoutePlan.Of(Mesh(Some.Route("r", Some.Service("s"), Some.Expression("/("))), Some.Defaults).Findings
            .Select(static finding => $"{finding.Severity} {finding.Code}").Order());

    [Fact]
    public void Asked_all_of_it_is_said()
    {
        Assert.Equal(["RMW006"], RoutePlan.Of(Mesh(CatchAll, "routemetrics.io/enabled=true"), Some.Defaults).Findings.Select(static finding => $"{finding.Code}"));
        var consumer = CatchAll with { ParentRefs = [Some.Service("s", ns: "other")] };
        Assert.NotEmpty(Told(Mesh(consumer, "routemetrics.io/enabled=true")));
    }

    [Fact]
    public void A_route_that_a_Gateway_of_another_namespace_measures_is_judged_like_any_other()
    {
        var route = CatchAll with { ParentRefs = [Some.Gateway("gw", ns: "edge")] };
        var mesh = Mesh(route) with
        {
            Gateways = [new(new("edge", "gw"), "istio") { Listeners = [new("http", 80, "HTTP") { AllowedNamespaces = new AllowedNamespaces.All() }] }],
        };
        Assert.Equal(["RMW006"], RoutePlan.Of(mesh, Some.Defaults).Findings.Select(static finding => $"{finding.Code}"));
    }
}
