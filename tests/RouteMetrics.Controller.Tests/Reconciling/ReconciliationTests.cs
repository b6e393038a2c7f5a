using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Controller.Tests.Caching;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Tests.Reconciling;

public sealed class ReconciliationTests
{
    private static readonly RouteMetricsSettings Settings = RouteMetricsSettings.Default;

    /// <summary>The podinfo case, with nothing made of it yet.</summary>
    private static readonly NamespaceView New = new("podinfo")
    {
        Namespace = Some.Namespace("podinfo"),
        Mesh = new()
        {
            IsComplete = true,
            Namespaces = [new("podinfo", Some.Labels())],
            Services = [new(new("podinfo", "podinfo-svc"))],
            Routes = [Some.Route("podinfo", "podinfo", "/healthz", Some.ToService("podinfo", "podinfo-svc")).Value.Value],
        },
        IsComplete = true,
    };

    /// <summary>The podinfo case, with everything as it should be.</summary>
    private static readonly NamespaceView Settled = Settle(New);

    [Fact]
    public void A_new_namespace_gets_labels_and_objects_in_apply_order() => Assert.Equal(
        [
            "label Namespace podinfo istio.io/dataplane-mode=ambient, istio.io/use-waypoint=podinfo-waypoint",
            "create Gateway podinfo/podinfo-waypoint",
            "create WasmPlugin podinfo/podinfo-svc-wasmplugin",
            "create Telemetry podinfo/podinfo-telemetry",
        ],
        Actions(New));

    [Fact]
    public void No_difference_is_nothing_to_do() => Assert.Empty(Actions(Settled));

    [Fact]
    public void Labels_that_are_there_without_us_are_owned_by_us_as_well() => Assert.Equal(
        ["label Namespace podinfo istio.io/dataplane-mode=ambient, istio.io/use-waypoint=podinfo-waypoint"],
        Actions(Settled with { Namespace = Owned(Settled.Namespace!, dataplaneMode: false) }));

    [Theory]
    [InlineData("istio.io/use-waypoint=mine", "label Namespace podinfo istio.io/dataplane-mode=ambient")]
    [InlineData("istio.io/use-waypoint-namespace=infra", "label Namespace podinfo istio.io/dataplane-mode=ambient")]
    public void A_label_that_the_user_gave_is_never_overwritten(string label, string expected)
    {
        var ns = Some.Namespace("podinfo", label);
        Assert.Equal(expected, Actions(New with { Namespace = ns, Mesh = New.Mesh with { Namespaces = [ns.Value.Resource] } })[0]);
    }

    [Fact]
    public void A_changed_spec_is_changed_back() => Assert.Equal(
        ["change WasmPlugin podinfo/podinfo-svc-wasmplugin"],
        Actions(With(Settled, ResourceType.WasmPlugins, found => found with { Spec = 7 })));

    [Fact]
    public void A_missing_object_is_created_anew() => Assert.Equal(
        ["create Telemetry podinfo/podinfo-telemetry"],
        Actions(Settled with { Objects = [.. Settled.Objects.Where(item => item.Type != ResourceType.Telemetries)] }));

    [Fact]
    public void An_object_on_its_way_out_is_waited_for() => Assert.Empty(Actions(With(Settled, ResourceType.WasmPlugins, found => found with { IsBeingDeleted = true, Spec = 7 })));

    public static TheoryData<GatewayResource, string> Gateways => new()
    {
        { Waypoint() with { Listeners = [.. Waypoint().Listeners, new("more", 15009, "HBONE")] }, "" },
        { Waypoint() with { ClassName = "other" }, "change Gateway podinfo/podinfo-waypoint" },
        { Waypoint() with { Listeners = [new("mesh", 15009, "HBONE")] }, "change Gateway podinfo/podinfo-waypoint" },
        { Waypoint() with { Listeners = [] }, "change Gateway podinfo/podinfo-waypoint" },
    };

    [Theory]
    [MemberData(nameof(Gateways), DisableDiscoveryEnumeration = true)]
    public void Of_our_waypoint_only_our_fields_are_mended(GatewayResource gateway, string expected) =>
        Assert.Equal(expected, string.Join('\n', Actions(Settled with { Mesh = Settled.Mesh with { Gateways = [gateway] } })));

    [Fact]
    public void A_waypoint_that_serves_something_else_than_Services_is_changed_back() => Assert.Equal(
        ["change Gateway podinfo/podinfo-waypoint"], Actions(With(Settled, ResourceType.Gateways, found => found with { WaypointFor = "workload" })));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void What_does_not_bear_both_marks_is_left_alone(bool hasLabel, bool hasManager)
    {
        var foreign = Settled with { Objects = [.. Settled.Objects.Select(item => item with { Found = item.Found with { Mark = new(hasLabel, hasManager), Spec = 7 } })] };
        Assert.Equal(
            [
                "leave alone Gateway podinfo/podinfo-waypoint, which is not ours",
                "leave alone WasmPlugin podinfo/podinfo-svc-wasmplugin, which is not ours",
                "leave alone Telemetry podinfo/podinfo-telemetry, which is not ours",
            ],
            Actions(foreign));
        Assert.Empty(Actions(foreign with { Mesh = foreign.Mesh with { Routes = [] } }));
    }

    [Fact]
    public void With_the_last_route_everything_goes_the_other_way_round() => Assert.Equal(
        ["delete Telemetry podinfo/podinfo-telemetry", "delete WasmPlugin podinfo/podinfo-svc-wasmplugin", "delete Gateway podinfo/podinfo-waypoint"],
        Actions(Settled with { Mesh = Settled.Mesh with { Routes = [] } }));

    [Theory]
    [InlineData("routemetrics.io/enabled=false")]
    [InlineData("istio-injection=enabled")]
    [InlineData("istio.io/rev=canary")]
    public void Opted_out_a_namespace_loses_our_objects_and_our_waypoint_and_keeps_its_mode(string label) => Assert.Equal(
        [
            "take back the label istio.io/use-waypoint=podinfo-waypoint of Namespace podinfo",
            "delete Telemetry podinfo/podinfo-telemetry", "delete WasmPlugin podinfo/podinfo-svc-wasmplugin", "delete Gateway podinfo/podinfo-waypoint",
        ],
        Actions(Labelled(Settled, "istio.io/dataplane-mode=ambient", "istio.io/use-waypoint=podinfo-waypoint", label)));

    [Fact]
    public void A_waypoint_label_that_is_not_ours_is_not_taken_back()
    {
        var optedOut = Labelled(Settled, "istio.io/use-waypoint=podinfo-waypoint", "routemetrics.io/enabled=false");
        Assert.Equal(3, Actions(optedOut with { Namespace = Owned(optedOut.Namespace!, useWaypoint: false) }).Count);
        Assert.Equal(3, Actions(Labelled(Settled, "istio.io/use-waypoint=mine", "routemetrics.io/enabled=false")).Count);
    }

    [Fact]
    public void A_namespace_that_is_going_or_gone_keeps_nothing_and_gets_nothing()
    {
        string[] expected = ["delete Telemetry podinfo/podinfo-telemetry", "delete WasmPlugin podinfo/podinfo-svc-wasmplugin", "delete Gateway podinfo/podinfo-waypoint"];
        Assert.Equal(expected, Actions(Settled with { Namespace = Settled.Namespace! with { Value = Settled.Namespace.Value with { IsBeingDeleted = true } } }));
        Assert.Equal(expected, Actions(Settled with { Namespace = null }));
        Assert.Empty(Actions(New with { Namespace = null }));
    }

    [Fact]
    public void While_not_everything_is_known_only_labels_are_written()
    {
        Assert.Equal(
            ["label Namespace podinfo istio.io/dataplane-mode=ambient, istio.io/use-waypoint=podinfo-waypoint"], Actions(New with { IsComplete = false }));
        Assert.Empty(Actions(Settled with { IsComplete = false, Mesh = Settled.Mesh with { Routes = [] } }));
    }

    [Fact]
    public void The_native_engine_needs_no_WasmPlugin_and_removes_ours() => Assert.Equal(
        ["change Telemetry podinfo/podinfo-telemetry", "delete WasmPlugin podinfo/podinfo-svc-wasmplugin"],
        Actions(Settled, Settings with { Engine = Engine.Native }));

    [Fact]
    public void Whatever_is_there_only_what_bears_both_marks_is_changed_or_deleted()
    {
        var seed = Random.Shared.Next(1 << 30);
        for (var trial = seed; trial < seed + 200; trial++)
        {
            var cluster = new RandomCluster(trial);
            var cache = cluster.Fresh();
            for (var happened = 0; happened < 60; happened++)
            {
                cluster.Happen(cache);
            }

            foreach (var view in RandomCluster.Namespaces.Select(cache.View))
            {
                var touched = Reconciliation.Of(view, DesiredNamespace.Of(view, Settings), Settings)
                    .Select(action => action switch
                    {
                        ReconcileAction.Change change => (change.Type, change.Existing),
                        ReconcileAction.Delete delete => (delete.Type, delete.Existing),
                        _ => default,
                    })
                    .Where(touch => touch.Existing is not null);
                Assert.All(touched, touch =>
                    Assert.True(view.Objects.Single(item => (item.Type, item.Identity) == touch).Found.IsOurs, $"seed {trial}: {touch.Type.Kind} {touch.Existing}"));
            }
        }
    }

    /// <summary>As the view is once all that is to be done has been done.</summary>
    private static NamespaceView Settle(NamespaceView view)
    {
        var labelled = Labelled(view, "istio.io/dataplane-mode=ambient", "istio.io/use-waypoint=podinfo-waypoint");
        return labelled with
        {
            Mesh = labelled.Mesh with { Gateways = [Waypoint()] },
            Objects = [.. DesiredNamespace.Of(labelled, Settings).Objects.Select(manifest => new ExistingObject(
                manifest.Type,
                Some.Identity(manifest.Namespace, manifest.Name),
                Some.Ours with { WaypointFor = "service", Spec = ObjectDigest.OfManifest(manifest.Body.Entries.Single(entry => entry.Key == "spec").Value) }))],
        };
    }

    private static NamespaceView Labelled(NamespaceView view, params string[] labels)
    {
        var ns = Owned(Some.Namespace(view.Name, labels));
        return view with { Namespace = ns, Mesh = view.Mesh with { Namespaces = [ns.Value.Resource] } };
    }

    private static Watched<NamespaceState> Owned(Watched<NamespaceState> ns, bool dataplaneMode = true, bool useWaypoint = true) =>
        ns with { Value = ns.Value with { OwnsDataplaneMode = dataplaneMode, OwnsUseWaypoint = useWaypoint } };

    private static NamespaceView With(NamespaceView view, ResourceType type, Func<FoundObject, FoundObject> change) =>
        view with { Objects = [.. view.Objects.Select(item => item.Type == type ? item with { Found = change(item.Found) } : item)] };

    private static GatewayResource Waypoint() => new(new("podinfo", "podinfo-waypoint"), "istio-waypoint") { Listeners = [new("mesh", 15008, "HBONE")] };

    private static IReadOnlyList<string> Actions(NamespaceView view, RouteMetricsSettings? settings = null) =>
        [.. Reconciliation.Of(view, DesiredNamespace.Of(view, settings ?? Settings), settings ?? Settings).Select(action => action.ToString())];
}
