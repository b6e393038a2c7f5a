using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Tests.Reconciling;

public sealed class ModuleHoldTests
{
    private static readonly RouteMetricsSettings Settings = RouteMetricsSettings.Default;

    private static readonly PluginModule Earlier =
        new($"http://route-metrics.route-metrics.svc:8080/modules/{new string('a', 64)}/route-labels.wasm", new('a', 64));

    [Fact]
    public void An_existing_plugin_keeps_its_module_and_takes_everything_else()
    {
        var view = View(Earlier, routes: ["/healthz"]);
        var changed = view with { Mesh = View(Earlier, routes: ["/healthz", "/echo"]).Mesh };

        Assert.True(IsAsked(view));
        Assert.Empty(Held(view));
        var change = Assert.IsType<ReconcileAction.Change>(Assert.Single(Held(changed)));
        Assert.Equal(Earlier, WasmPluginManifest.ModuleOf(change.Manifest));
        Assert.Equal(
            BodyOf(Assert.Single(Actions(changed))), BodyOf(change with { Manifest = WasmPluginManifest.WithModule(change.Manifest, BuiltinModule.In("route-metrics")) }));
    }

    [Fact]
    public void A_new_plugin_waits_and_what_belongs_to_it_does_not()
    {
        var view = View(Earlier, routes: ["/healthz"]) with { Objects = [] };

        Assert.True(IsAsked(view));
        Assert.Equal(
            Actions(view).Select(static action => action.ToString()).Where(static action => !action.Contains("WasmPlugin", StringComparison.Ordinal)),
            Held(view).Select(static action => action.ToString()));
        Assert.Contains(Held(view), static action => action.ToString() == "create Telemetry podinfo/podinfo-svc-telemetry");
    }

    [Fact]
    public void A_plugin_that_lost_its_digest_waits_as_a_whole()
    {
        var view = View(Earlier with { Sha256 = "" }, routes: ["/healthz"]);
        Assert.True(IsAsked(view));
        Assert.Empty(Held(view));
    }

    [Fact]
    public void Nobody_is_asked_for_a_plugin_that_has_the_module_already_or_takes_one_from_elsewhere()
    {
        var current = View(BuiltinModule.In("route-metrics"), routes: ["/healthz"]);
        Assert.Empty(Actions(current));
        Assert.False(IsAsked(current with { Mesh = View(Earlier, routes: ["/echo"]).Mesh }));
        var mirrored = Settings with { Module = Settings.Module with { Url = "oci://mirror/route-labels:v1" } };
        Assert.NotEmpty(Actions(current, mirrored));
        Assert.False(ModuleHold.IsAsked(Actions(current, mirrored), current, mirrored));
    }

    private static string BodyOf(ReconcileAction action) => $"{ObjectDigest.OfManifest(Assert.IsType<ReconcileAction.Change>(action).Manifest.Body)}";

    private static bool IsAsked(NamespaceView view) => ModuleHold.IsAsked(Actions(view), view, Settings);

    private static IReadOnlyList<ReconcileAction> Held(NamespaceView view) =>
        ModuleHold.Of(view, DesiredNamespace.Of(view, Settings), Settings);

    private static IReadOnlyList<ReconcileAction> Actions(NamespaceView view, RouteMetricsSettings? settings = null) =>
        Reconciliation.Of(view, DesiredNamespace.Of(view, settings ?? Settings), settings ?? Settings);

    /// <summary>The podinfo case with everything written, its plugin with this module.</summary>
    private static NamespaceView View(PluginModule module, params string[] routes)
    {
        var resource = new NamespaceResource("podinfo", Some.Labels("istio.io/dataplane-mode=ambient", "istio.io/use-waypoint=podinfo-waypoint"))
        {
            Created = Some.Installed.AddDays(1),
            OwnedLabels = ["istio.io/dataplane-mode", "istio.io/use-waypoint"],
        };
        var view = Of(new NamespaceView("podinfo") { IsComplete = true }, resource, new()
        {
            IsComplete = true,
            Installed = Some.Installed,
            Services = [new(new("podinfo", "podinfo-svc"))],
            Gateways = [new(new("podinfo", "podinfo-waypoint"), "istio-waypoint") { Listeners = [new("mesh", 15008, "HBONE")] }],
            Routes = [.. routes.Select(static path => Some.Route("podinfo", path[1..], path, Some.ToService("podinfo", "podinfo-svc")).Value.Value)],
        });
        view = view with { Objects = [.. DesiredNamespace.Of(view, Settings).Objects.Select(manifest => Existing(manifest, module))] };
        return Of(view, resource with
        {
            Annotations = new Dictionary<string, string>
            {
                ["routemetrics.io/enrolled"] = "istio.io/dataplane-mode,istio.io/use-waypoint",
                ["routemetrics.io/installation"] = "route-metrics",
                ["routemetrics.io/objects"] = ObjectRecord.Of(null).TextOf(view.Objects, []) ?? "{}",
            },
        }, view.Mesh);
    }

    private static NamespaceView Of(NamespaceView view, NamespaceResource resource, MeshSnapshot mesh) => view with
    {
        Namespace = new(Some.Identity(null, "podinfo"), new(resource, Some.NewDigest)),
        Mesh = mesh with { Namespaces = [resource] },
    };

    private static ExistingObject Existing(Manifest manifest, PluginModule module)
    {
        var isPlugin = manifest.Type == ResourceType.WasmPlugins;
        var written = isPlugin ? WasmPluginManifest.WithModule(manifest, module) : manifest;
        return new(manifest.Type, Some.Identity(manifest.Namespace, manifest.Name), Some.Ours with
        {
            Created = Some.Installed,
            WaypointFor = "service",
            Spec = ObjectDigest.OfManifest(written.Body.Entries.Single(static entry => entry.Key == "spec").Value),
            Module = isPlugin ? module : null,
        });
    }
}
