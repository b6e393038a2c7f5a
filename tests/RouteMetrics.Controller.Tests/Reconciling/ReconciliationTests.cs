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
            Installed = Some.Installed,
            Namespaces = [new("podinfo", Some.Labels()) { Created = Some.Installed.AddDays(1) }],
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
            "create Telemetry podinfo/podinfo-svc-telemetry",
        ],
        Actions(New));

    [Fact]
    public void No_difference_is_nothing_to_do() => Assert.Empty(Actions(Settled));

    [Fact]
    public void Labels_that_are_there_without_us_are_owned_by_us_as_well() => Assert.Equal(
        ["label Namespace podinfo istio.io/dataplane-mode=ambient"],
        Actions(Of(Settled, resource => resource with { OwnedLabels = ["istio.io/use-waypoint"] })));

    [Theory]
    [InlineData("istio.io/use-waypoint=mine", "label Namespace podinfo istio.io/dataplane-mode=ambient")]
    [InlineData("istio.io/use-waypoint-namespace=infra", "label Namespace podinfo istio.io/dataplane-mode=ambient")]
    public void A_label_that_the_user_gave_is_never_overwritten(string label, string expected)
    {
        Assert.Equal(expected, Actions(Of(New, resource => resource with { Labels = Some.Labels(label) }))[0]);
    }

    [Fact]
    public void A_changed_spec_is_changed_back() => Assert.Equal(
        ["change WasmPlugin podinfo/podinfo-svc-wasmplugin"],
        Actions(With(Settled, ResourceType.WasmPlugins, found => found with { Spec = 7 })));

    [Fact]
    public void A_missing_object_is_created_anew() => Assert.Equal(
        ["record on Namespace podinfo what is ours", "create Telemetry podinfo/podinfo-svc-telemetry"],
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

    [Theory]
    [InlineData("", null, "")]
    [InlineData("", "theirs", "")]
    [InlineData("prod", "prod", "")]
    [InlineData("prod", null, "change Gateway podinfo/podinfo-waypoint")]
    [InlineData("prod", "old", "change Gateway podinfo/podinfo-waypoint")]
    public void Our_waypoint_follows_the_revision(string configured, string? found, string expected)
    {
        var settings = Settings with { WaypointRevision = configured };
        var view = Settled with { Mesh = Settled.Mesh with { Gateways = [Waypoint() with { Revision = found }] } };

        Assert.Equal(expected, string.Join('\n', Actions(view, settings)));
    }

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
                "record on Namespace podinfo what is ours",
                "leave alone Gateway podinfo/podinfo-waypoint, which is not ours",
                "leave alone WasmPlugin podinfo/podinfo-svc-wasmplugin, which is not ours",
                "leave alone Telemetry podinfo/podinfo-svc-telemetry, which is not ours",
            ],
            Actions(foreign));
        Assert.DoesNotContain(Actions(foreign with { Mesh = foreign.Mesh with { Routes = [] } }), action => action.StartsWith("delete", StringComparison.Ordinal));
    }

    [Fact]
    public void With_the_last_route_the_label_goes_first_and_the_waypoint_once_nothing_names_it()
    {
        var without = Settled with { Mesh = Settled.Mesh with { Routes = [] } };
        Assert.Equal(
            [
                "take back the label istio.io/use-waypoint=podinfo-waypoint of Namespace podinfo",
                "delete Telemetry podinfo/podinfo-svc-telemetry", "delete WasmPlugin podinfo/podinfo-svc-wasmplugin",
            ],
            Actions(without));
        Assert.Equal(
            ["delete Telemetry podinfo/podinfo-svc-telemetry", "delete WasmPlugin podinfo/podinfo-svc-wasmplugin", "delete Gateway podinfo/podinfo-waypoint"],
            Actions(TakenBack(without)));
    }

    [Fact]
    public void A_waypoint_label_that_we_took_back_comes_back_with_the_next_route() => Assert.Equal(
        [
            "label Namespace podinfo istio.io/use-waypoint=podinfo-waypoint",
            "create Gateway podinfo/podinfo-waypoint",
            "create WasmPlugin podinfo/podinfo-svc-wasmplugin",
            "create Telemetry podinfo/podinfo-svc-telemetry",
        ],
        Actions(TakenBack(Settled) is var gone ? gone with { Objects = [], Mesh = gone.Mesh with { Gateways = [] } } : gone));

    [Theory]
    [InlineData("istio.io/dataplane-mode")]
    [InlineData("istio.io/use-waypoint")]
    public void A_label_that_its_owner_removed_stays_removed(string label)
    {
        var removed = Of(Settled, resource => resource with
        {
            Labels = resource.Labels.Where(other => other.Key != label).ToDictionary(StringComparer.Ordinal),
            OwnedLabels = [],
        });
        Assert.DoesNotContain(Actions(removed), action => action.Contains(label + "=", StringComparison.Ordinal) && action.StartsWith("label", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("routemetrics.io/enabled=false")]
    [InlineData("istio-injection=enabled")]
    [InlineData("istio.io/rev=canary")]
    public void Opted_out_a_namespace_loses_our_objects_and_our_waypoint_label_and_keeps_its_mode(string label)
    {
        var optedOut = Labelled(Settled, "istio.io/dataplane-mode=ambient", "istio.io/use-waypoint=podinfo-waypoint", label);
        Assert.Equal(
            [
                "take back the label istio.io/use-waypoint=podinfo-waypoint of Namespace podinfo",
                "delete Telemetry podinfo/podinfo-svc-telemetry", "delete WasmPlugin podinfo/podinfo-svc-wasmplugin",
            ],
            Actions(optedOut));
        Assert.Equal("delete Gateway podinfo/podinfo-waypoint", Actions(TakenBack(optedOut))[^1]);
    }

    public static TheoryData<SecurityPolicy> Living => new(
        new SecurityPolicy(ObjectRef.AuthorizationPolicy(new("podinfo", "p"))) { Targets = [("Service", "podinfo-svc")] },
        new SecurityPolicy(ObjectRef.AuthorizationPolicy(new("podinfo", "p"))) { Targets = [("Gateway", "podinfo-waypoint")] },
        new SecurityPolicy(ObjectRef.RequestAuthentication(new("podinfo", "p"))) { Targets = [("Service", "podinfo-svc")] },
        new SecurityPolicy(ObjectRef.AuthorizationPolicy(new("istio-system", "p"))) { Targets = [("GatewayClass", "istio-waypoint")] });

    [Theory]
    [MemberData(nameof(Living), DisableDiscoveryEnumeration = true)]
    public void A_waypoint_that_a_policy_lives_in_stays_and_so_does_the_label_that_names_it(SecurityPolicy policy)
    {
        var without = Settled with { Mesh = Settled.Mesh with { Routes = [], Policies = [policy] } };
        Assert.Equal(
            $"keep Gateway podinfo/podinfo-waypoint, since {policy.Object} would no longer be enforced", Actions(without)[^1]);
        Assert.DoesNotContain(Actions(without), action => action.StartsWith("take back", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_right_to_read_policies_no_waypoint_is_removed_or_created()
    {
        Assert.StartsWith(
            "keep Gateway podinfo/podinfo-waypoint", Actions(Settled with { Mesh = Settled.Mesh with { Routes = [], KnowsPolicies = false } })[^1]);
        Assert.DoesNotContain(Actions(New with { Mesh = New.Mesh with { KnowsPolicies = false } }), action => action.Contains("waypoint"));
    }

    [Theory]
    [InlineData("podinfo", true)]
    [InlineData("istio-system", true)]
    [InlineData("other", false)]
    public void A_policy_by_source_holds_a_new_waypoint_back_until_the_namespace_accepts_it(string ns, bool isHeld)
    {
        var policy = new SecurityPolicy(ObjectRef.AuthorizationPolicy(new(ns, "p"))) { NamesSource = true };
        var view = New with { Mesh = New.Mesh with { Policies = [policy] } };
        Assert.Equal(isHeld, !Actions(view).Contains("create Gateway podinfo/podinfo-waypoint"));
        Assert.Equal(
            isHeld ? ["label Namespace podinfo istio.io/dataplane-mode=ambient"] : Actions(New), Actions(view));
        Assert.Equal(isHeld, DesiredNamespace.Of(view, Settings).Findings.Any(finding => finding.Code == Core.Findings.FindingCode.RMW013));
        var accepting = Labelled(view, "routemetrics.io/allow-waypoint=true", "istio.io/dataplane-mode=ambient", "istio.io/use-waypoint=podinfo-waypoint");
        Assert.Contains("create Gateway podinfo/podinfo-waypoint", Actions(accepting));
    }

    [Theory]
    [InlineData("istio.io/use-waypoint=podinfo-waypoint")]
    [InlineData("istio.io/use-waypoint=podinfo-waypoint", "istio.io/use-waypoint-namespace=podinfo", "other")]
    public void A_waypoint_that_somebody_else_names_stays(string label, string? second = null, string ns = "podinfo")
    {
        var service = new ServiceResource(new(ns, "user")) { Labels = Some.Labels([label, .. second is null ? Array.Empty<string>() : [second]]) };
        var without = TakenBack(Settled with { Mesh = Settled.Mesh with { Routes = [], Services = [service] } });
        Assert.Equal($"keep Gateway podinfo/podinfo-waypoint, since Service {ns}/user names it", Actions(without)[^1]);
    }

    [Fact]
    public void An_older_namespace_stays_as_it_is_unless_it_opts_in()
    {
        var old = Of(New, resource => resource with { Created = Some.Installed });
        Assert.Empty(Actions(old));
        Assert.Equal(4, Actions(Of(old, resource => resource with { Labels = Some.Labels("routemetrics.io/enabled=true") })).Count);
    }

    [Fact]
    public void After_an_upgrade_a_namespace_whose_labels_we_own_counts_as_enrolled_and_its_objects_are_recorded_once()
    {
        var upgraded = Of(Settled, resource => resource with
        {
            Created = Some.Installed.AddDays(-1),
            Annotations = new Dictionary<string, string>(),
            OwnedLabels = ["istio.io/dataplane-mode", "istio.io/use-waypoint"],
        });
        Assert.Equal(["record on Namespace podinfo what is ours"], Actions(upgraded));
        var forged = With(upgraded, ResourceType.WasmPlugins, found => found with { Spec = 7 });
        Assert.Contains("leave alone WasmPlugin podinfo/podinfo-svc-wasmplugin, which is not ours", Actions(forged));
        var alone = With(upgraded, ResourceType.WasmPlugins, static found => found with { Spec = 7, Mark = found.Mark with { IsAlone = true } });
        Assert.Contains("change WasmPlugin podinfo/podinfo-svc-wasmplugin", Actions(alone));
        var unasked = Of(alone, static resource => resource with { OwnedLabels = [], Labels = Some.Labels("routemetrics.io/enabled=true") });
        Assert.Contains("leave alone WasmPlugin podinfo/podinfo-svc-wasmplugin, which is not ours", Actions(unasked));
        var named = alone with { Objects = [.. alone.Objects.Select(static item => item with { Identity = item.Identity with { Name = $"{item.Identity.Name}-by-hand" } })] };
        Assert.DoesNotContain(Actions(named), static action => action.StartsWith("delete", StringComparison.Ordinal));
        var later = With(upgraded, ResourceType.WasmPlugins, found => found with { Created = Some.Installed.AddDays(1) });
        Assert.Contains("leave alone WasmPlugin podinfo/podinfo-svc-wasmplugin, which is not ours", Actions(later));
    }

    [Fact]
    public void Marks_alone_make_no_object_ours()
    {
        var forged = Settled with { Objects = [.. Settled.Objects.Select(item => item with { Identity = item.Identity with { Uid = "another" } })] };
        Assert.DoesNotContain(Actions(forged with { Mesh = forged.Mesh with { Routes = [] } }), action => action.StartsWith("delete", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_another_installation_keeps_the_namespace_nothing_is_written()
    {
        var theirs = Of(Settled, resource => resource with { Annotations = new Dictionary<string, string>(resource.Annotations) { ["routemetrics.io/installation"] = "blue" } });
        Assert.DoesNotContain(Actions(theirs), action => action.StartsWith("stand aside", StringComparison.Ordinal));
        var beside = theirs with { Mesh = theirs.Mesh.With(new NamespaceResource("blue", Some.Labels())) };
        Assert.Equal(["stand aside in Namespace podinfo, which the installation in namespace blue keeps"], Actions(beside));
    }

    [Fact]
    public void A_waypoint_label_that_is_not_ours_is_not_taken_back()
    {
        var optedOut = Labelled(Settled, "istio.io/use-waypoint=podinfo-waypoint", "routemetrics.io/enabled=false");
        var theirs = Of(optedOut, resource => resource with { Annotations = Record(optedOut, "istio.io/dataplane-mode") });
        Assert.Equal("keep Gateway podinfo/podinfo-waypoint, since Namespace podinfo names it", Actions(theirs)[^1]);
    }

    [Fact]
    public void A_waypoint_label_that_we_added_and_a_user_wrote_since_is_the_users()
    {
        var optedOut = Labelled(Settled, "istio.io/use-waypoint=podinfo-waypoint", "routemetrics.io/enabled=false");
        var theirs = Of(optedOut, resource => resource with { OthersLabels = ["istio.io/use-waypoint"] });
        Assert.DoesNotContain(Actions(theirs), action => action.StartsWith("take back", StringComparison.Ordinal));
        Assert.Equal("keep Gateway podinfo/podinfo-waypoint, since Namespace podinfo names it", Actions(theirs)[^1]);
    }

    [Fact]
    public void A_label_that_names_a_waypoint_that_is_not_there_is_taken_back_whatever_lives_in_waypoints()
    {
        var policy = new SecurityPolicy(ObjectRef.AuthorizationPolicy(new("istio-system", "p"))) { Targets = [("GatewayClass", "istio-waypoint")] };
        var optedOut = Labelled(Settled, "istio.io/use-waypoint=podinfo-waypoint", "routemetrics.io/enabled=false");
        var without = optedOut with { Objects = [], Mesh = optedOut.Mesh with { Gateways = [], Policies = [policy] } };
        Assert.Contains(Actions(without with { }), action => action.StartsWith("record", StringComparison.Ordinal));
        var recorded = Of(without, resource => resource with { Annotations = Record(without, "istio.io/dataplane-mode,istio.io/use-waypoint") });
        Assert.Equal(["take back the label istio.io/use-waypoint=podinfo-waypoint of Namespace podinfo"], Actions(recorded));
        var theirs = recorded with { Mesh = recorded.Mesh with { Gateways = [Waypoint()] } };
        Assert.Empty(Actions(theirs));
    }

    [Fact]
    public void A_namespace_that_is_going_or_gone_is_left_to_the_API_server()
    {
        Assert.Empty(Actions(Settled with { Namespace = Settled.Namespace! with { Value = Settled.Namespace.Value with { IsBeingDeleted = true } } }));
        Assert.Empty(Actions(Settled with { Namespace = null }));
        Assert.Empty(Actions(New with { Namespace = null }));
    }

    [Fact]
    public void While_not_everything_is_known_only_labels_are_written()
    {
        Assert.Equal(
            ["label Namespace podinfo istio.io/dataplane-mode=ambient, istio.io/use-waypoint=podinfo-waypoint"], Actions(New with { IsComplete = false }));
        Assert.Empty(Actions(Settled with { IsComplete = false, Mesh = Settled.Mesh with { Routes = [] } }));
        Assert.Empty(Actions(New with { IsComplete = false, IsEnrolmentKnown = false }));
    }

    [Fact]
    public void The_native_engine_needs_no_WasmPlugin_and_removes_ours() => Assert.Equal(
        ["change Telemetry podinfo/podinfo-svc-telemetry", "delete WasmPlugin podinfo/podinfo-svc-wasmplugin"],
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
                var record = ObjectRecord.Of(view.Namespace?.Value.Resource);
                var touched = Reconciliation.Of(view, DesiredNamespace.Of(view, Settings), Settings)
                    .Select(action => action switch
                    {
                        ReconcileAction.Change change => (change.Type, change.Existing),
                        ReconcileAction.Delete delete => (delete.Type, delete.Existing),
                        ReconcileAction.DeleteWaypoint delete => (ResourceType.Gateways, delete.Existing),
                        _ => default,
                    })
                    .Where(touch => touch.Existing is not null);
                Assert.All(touched, touch => Assert.True(
                    view.Objects.Single(item => (item.Type, item.Identity) == touch).Found.IsMarked && record.Has(touch.Item1, touch.Existing),
                    $"seed {trial}: {touch.Item1.Kind} {touch.Existing}"));
            }
        }
    }

    /// <summary>As the view is once all that is to be done has been done.</summary>
    private static NamespaceView Settle(NamespaceView view)
    {
        var labelled = Labelled(view, "istio.io/dataplane-mode=ambient", "istio.io/use-waypoint=podinfo-waypoint");
        var made = labelled with
        {
            Mesh = labelled.Mesh with { Gateways = [Waypoint()] },
            Objects = [.. DesiredNamespace.Of(labelled, Settings).Objects.Select(manifest => new ExistingObject(
                manifest.Type,
                Some.Identity(manifest.Namespace, manifest.Name),
                Some.Ours with { Created = Some.Installed, WaypointFor = "service", Spec = ObjectDigest.OfManifest(manifest.Body.Entries.Single(entry => entry.Key == "spec").Value) }))],
        };
        return Of(made, resource => resource with { Annotations = Record(made, "istio.io/dataplane-mode,istio.io/use-waypoint") });
    }

    /// <summary>What a settled namespace has on it.</summary>
    private static Dictionary<string, string> Record(NamespaceView view, string enrolled) => new()
    {
        ["routemetrics.io/enrolled"] = enrolled,
        ["routemetrics.io/installation"] = "route-metrics",
        ["routemetrics.io/objects"] = ObjectRecord.Of(null).TextOf(view.Objects, []) ?? "{}",
    };

    private static NamespaceView Labelled(NamespaceView view, params string[] labels)
    {
        var resource = view.Namespace!.Value.Resource with
        {
            Labels = Some.Labels(labels),
            OwnedLabels = [.. labels.Select(label => label.Split('=')[0]).Where(label => label is "istio.io/dataplane-mode" or "istio.io/use-waypoint")],
        };
        return Of(view, _ => resource);
    }

    private static NamespaceView Of(NamespaceView view, Func<NamespaceResource, NamespaceResource> change)
    {
        var ns = view.Namespace! with { Value = view.Namespace.Value with { Resource = change(view.Namespace.Value.Resource) } };
        return view with { Namespace = ns, Mesh = view.Mesh with { Namespaces = [ns.Value.Resource] } };
    }

    private static NamespaceView TakenBack(NamespaceView view) => Of(view, resource => resource with
    {
        Labels = resource.Labels.Where(label => label.Key != "istio.io/use-waypoint").ToDictionary(StringComparer.Ordinal),
        OwnedLabels = ["istio.io/dataplane-mode"],
        Annotations = Record(view, "istio.io/dataplane-mode,-istio.io/use-waypoint"),
    });

    private static NamespaceView With(NamespaceView view, ResourceType type, Func<FoundObject, FoundObject> change) =>
        view with { Objects = [.. view.Objects.Select(item => item.Type == type ? item with { Found = change(item.Found) } : item)] };

    private static GatewayResource Waypoint() => new(new("podinfo", "podinfo-waypoint"), "istio-waypoint") { Listeners = [new("mesh", 15008, "HBONE")] };

    private static IReadOnlyList<string> Actions(NamespaceView view, RouteMetricsSettings? settings = null) =>
        [.. Reconciliation.Of(view, DesiredNamespace.Of(view, settings ?? Settings), settings ?? Settings).Select(action => action.ToString())];
}
