using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Controller.Tests.Reconciling;

/// <summary>From the one Telemetry of a namespace, on its waypoint, to one for each Service: at no moment is there none.</summary>
public sealed class TelemetryUpgradeTests
{
    [Fact]
    public void What_sets_the_label_anew_comes_before_what_set_it_goes() => Assert.Equal(
        ["create Telemetry shop/a-telemetry", "create Telemetry shop/b-telemetry", "delete Telemetry shop/shop-telemetry"],
        TelemetryActions("a", "b"));

    [Fact]
    public void A_Service_that_is_named_like_its_namespace_takes_the_object_over_when_the_others_have_theirs() => Assert.Equal(
        ["create Telemetry shop/a-telemetry", "change Telemetry shop/shop-telemetry"],
        TelemetryActions("a", "shop"));

    private static string[] TelemetryActions(params string[] services)
    {
        var old = new ExistingObject(ResourceType.Telemetries, Some.Identity("shop", "shop-telemetry"), Some.Ours with { Created = Some.Installed, Spec = 7 });
        var resource = new NamespaceResource("shop", Some.Labels("istio.io/dataplane-mode=ambient", "istio.io/use-waypoint=shop-waypoint"))
        {
            Created = Some.Installed.AddDays(1),
            OwnedLabels = ["istio.io/dataplane-mode", "istio.io/use-waypoint"],
            Annotations = new Dictionary<string, string>
            {
                ["routemetrics.io/enrolled"] = "istio.io/dataplane-mode,istio.io/use-waypoint",
                ["routemetrics.io/installation"] = "route-metrics",
                ["routemetrics.io/objects"] = ObjectRecord.Of(null).TextOf([old], []) ?? "{}",
            },
        };
        var ns = Some.Namespace("shop");
        var view = new NamespaceView("shop")
        {
            Namespace = ns with { Value = ns.Value with { Resource = resource } },
            Mesh = new()
            {
                IsComplete = true,
                Installed = Some.Installed,
                Namespaces = [resource],
                Services = [.. services.Select(static service => new ServiceResource(new("shop", service)))],
                Routes = [.. services.Select(static service => Some.Route("shop", service, $"/{service}", Some.ToService("shop", service)).Value.Value)],
            },
            Objects = [old],
            IsComplete = true,
        };
        return
        [
            .. Reconciliation.Of(view, DesiredNamespace.Of(view, RouteMetricsSettings.Default), RouteMetricsSettings.Default)
                .Select(static action => action.ToString()).Where(static action => action.Contains("Telemetry", StringComparison.Ordinal)),
        ];
    }
}
