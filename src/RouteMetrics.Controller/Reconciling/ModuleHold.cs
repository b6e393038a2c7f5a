using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// What is written while not every replica serves the program's module: existing WasmPlugins keep the module they have, and take everything
/// else. New ones wait: their proxies could be sent to a replica that serves another version, whichever module they ask for, and would have
/// no label until the next push, instead of none for the seconds of an upgrade.
/// </summary>
internal static class ModuleHold
{
    /// <summary>Whether any of the actions writes the program's module to a WasmPlugin that does not have it.</summary>
    public static bool IsAsked(IReadOnlyList<ReconcileAction> actions, NamespaceView view, RouteMetricsSettings settings) =>
        actions.Any(action => action.Written is { } manifest && IsNews(manifest, view, settings));

    /// <summary>The actions meanwhile.</summary>
    public static IReadOnlyList<ReconcileAction> Of(NamespaceView view, DesiredNamespace desired, RouteMetricsSettings settings)
    {
        var kept = desired with
        {
            Objects = [.. desired.Objects.Select(manifest => IsNews(manifest, view, settings) && ModuleIn(view, manifest) is { } module
                ? WasmPluginManifest.WithModule(manifest, module)
                : manifest)],
        };
        return [.. Reconciliation.Of(view, kept, settings)
            .Where(action => action.Written is not { } manifest || !IsNews(manifest, view, settings))];
    }

    private static bool IsNews(Manifest manifest, NamespaceView view, RouteMetricsSettings settings) =>
        WasmPluginManifest.ModuleOf(manifest) is { } module
        && module == BuiltinModule.In(settings.OwnNamespace)
        && module != ModuleIn(view, manifest);

    /// <summary>Null if there is none that could be kept.</summary>
    private static PluginModule? ModuleIn(NamespaceView view, Manifest manifest)
    {
        var existing = view.Objects.FirstOrDefault(item => item.Type == manifest.Type && item.Identity.Name == manifest.Name);
        return existing?.Found.Module is { Url.Length: > 0, Sha256.Length: > 0 } module ? module : null;
    }
}
