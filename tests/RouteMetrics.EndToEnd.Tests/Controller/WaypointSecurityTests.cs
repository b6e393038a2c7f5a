namespace RouteMetrics.EndToEnd.Tests.Controller;

/// <summary>A waypoint is security: what policies mean for the one that goes and for the one that comes.</summary>
[Collection<OneInstallation>]
public sealed class WaypointSecurityTests(InstalledCluster cluster)
{
    private const string ByService = "targetRefs: [{group: '', kind: Service, name: podinfo-svc}], action: ALLOW, rules: [{to: [{operation: {methods: [GET]}}]}]";

    private const string BySource = "action: ALLOW, rules: [{from: [{source: {principals: [cluster.local/ns/web/sa/front]}}]}]";

    private ControlPlane ControlPlane => cluster.ControlPlane;

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task A_waypoint_that_a_policy_lives_in_stays_with_its_label_and_goes_after_the_policy()
    {
        await Kubectl.OutputAsync("create namespace guarded");
        await RouteAsync("guarded");
        await ControlPlane.HasAsync("guarded", Cluster.PodinfoIn("guarded"));
        await PolicyAsync("guarded", ByService);

        await Kubectl.OutputAsync("delete httproute podinfo -n guarded");
        await ControlPlane.HasAsync("guarded", "Gateway guarded-waypoint");
        await Eventually.SucceedsAsync(async () => Assert.Contains(
            "Warning WaypointKept Namespace/guarded: Gateway guarded/guarded-waypoint stays although no route needs it any more: "
                + "AuthorizationPolicy guarded/clients would no longer be enforced",
            await ControlPlane.EventsAsync("guarded")));
        await ControlPlane.SettledAsync();
        Assert.Equal("ambient guarded-waypoint", await ControlPlane.MeshLabelsAsync("guarded"));
        Assert.Equal(["Gateway guarded-waypoint"], await ControlPlane.ObjectsAsync("guarded"));

        await Kubectl.OutputAsync("delete authorizationpolicy clients -n guarded");
        await ControlPlane.HasAsync("guarded");
        Assert.Equal("ambient ", await ControlPlane.MeshLabelsAsync("guarded"));
    }

    [Theory]
    [InlineData("accepts", "label namespace accepts routemetrics.io/allow-waypoint=true")]
    [InlineData("relents", "delete authorizationpolicy clients -n relents")]
    public async Task A_policy_by_source_holds_a_new_waypoint_until_its_owner_accepts_it_or_takes_the_policy_away(string ns, string way)
    {
        await Kubectl.OutputAsync($"create namespace {ns}");
        await PolicyAsync(ns, BySource);
        await ControlPlane.SettledAsync();
        await RouteAsync(ns);
        await Eventually.SucceedsAsync(async () => Assert.Contains(
            await ControlPlane.EventsAsync(ns), told => told.Contains($"HTTPRoute/podinfo: RMW013 spec.parentRefs[0]: the route is not measured there: waypoint {ns}-waypoint is not created: "
                + $"AuthorizationPolicy {ns}/clients allows or denies by source", StringComparison.Ordinal)
                && told.Contains("routemetrics.io/allow-waypoint: \"true\" on the Namespace", StringComparison.Ordinal)));
        await ControlPlane.SettledAsync();
        Assert.Empty(await ControlPlane.ObjectsAsync(ns));

        await Kubectl.OutputAsync(way);
        await ControlPlane.HasAsync(ns, Cluster.PodinfoIn(ns));

        // It holds what is new: one that is there has become the source already.
        await Kubectl.OutputAsync($"label namespace {ns} routemetrics.io/allow-waypoint-");
        await ControlPlane.SettledAsync();
        Assert.Equal(Cluster.PodinfoIn(ns), await ControlPlane.ObjectsAsync(ns));
    }

    private Task<string> RouteAsync(string ns) => Kubectl.OutputAsync("create -f -", Manifest.Route(ns, "{type: Exact, value: /healthz}"));

    private Task<string> PolicyAsync(string ns, string spec) => Kubectl.OutputAsync("create -f -", $$"""
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: clients, namespace: {{ns}}}
        spec: { {{spec}} }
        """);
}
