using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>From what a namespace has and what it should have to what is to be done. No difference, nothing to do.</summary>
internal static class Reconciliation
{
    /// <summary>In the order of doing: labels, then objects in apply order, then what goes, the other way round.</summary>
    public static IReadOnlyList<ReconcileAction> Of(NamespaceView view, DesiredNamespace desired, RouteMetricsSettings settings)
    {
        if (!view.IsComplete)
        {
            return [.. LabelsOf(view, desired)];
        }

        var existing = view.Objects.ToDictionary(static item => (item.Type, item.Identity.Name));
        var wanted = desired.Objects.Select(static manifest => (Type: manifest.Type, Manifest: manifest)).ToList();
        var wantedKeys = wanted.Select(static item => (item.Type, item.Manifest.Name)).ToHashSet();
        return
        [
            .. LabelsOf(view, desired),
            .. wanted.Select(item => ActionFor(item.Type, item.Manifest, existing.GetValueOrDefault((item.Type, item.Manifest.Name)), view, settings)).OfType<ReconcileAction>(),
            .. TakenBack(view, desired, settings),
            .. view.Objects.Reverse()
                .Where(item => item.Found is { IsOurs: true, IsBeingDeleted: false } && !wantedKeys.Contains((item.Type, item.Identity.Name)))
                .Select(static item => new ReconcileAction.Delete(item.Type, item.Identity)),
        ];
    }

    private static ReconcileAction? ActionFor(ResourceType type, Manifest manifest, ExistingObject? existing, NamespaceView view, RouteMetricsSettings settings) => existing switch
    {
        null => new ReconcileAction.Create(type, manifest),
        { Found.IsOurs: false } => new ReconcileAction.LeaveForeign(type, existing.Identity),
        // It comes back once it is gone.
        { Found.IsBeingDeleted: true } => null,
        _ when IsAsWanted(manifest, existing, view, settings) => null,
        _ => new ReconcileAction.Change(type, manifest, existing.Identity),
    };

    /// <summary>
    /// A WasmPlugin or a Telemetry says what we want and nothing else, since any further field changes what it does. Further fields of a Gateway are its users'.
    /// </summary>
    private static bool IsAsWanted(Manifest manifest, ExistingObject existing, NamespaceView view, RouteMetricsSettings settings) => existing.Type == ResourceType.Gateways
        ? existing.Found.WaypointFor == IstioLabels.Service
            && view.Mesh.Gateway(new(view.Name, manifest.Name)) is { } gateway
            && MeshManifests.IsWaypoint(gateway, settings)
        : existing.Found.Spec == ObjectDigest.OfManifest(SpecOf(manifest));

    private static IEnumerable<ReconcileAction> LabelsOf(NamespaceView view, DesiredNamespace desired)
    {
        if (view.Namespace is { } ns && desired.Labels.Any(label => !IsThere(label, ns.Value)))
        {
            yield return new ReconcileAction.SetLabels(ns.Object, desired.Labels);
        }
    }

    // Labels that admission added belong to whoever created the namespace; a tool that applies it without them would take them away again.
    private static bool IsThere(KeyValuePair<string, string> label, NamespaceState ns) =>
        ns.Resource.Labels.GetValueOrDefault(label.Key) == label.Value
        && (label.Key == IstioLabels.UseWaypoint ? ns.OwnsUseWaypoint : ns.OwnsDataplaneMode);

    /// <summary>
    /// The mode of the data plane stays: to leave the mesh decides about security, and is for its users to do.
    /// </summary>
    private static IEnumerable<ReconcileAction> TakenBack(NamespaceView view, DesiredNamespace desired, RouteMetricsSettings settings)
    {
        var waypoint = NamespaceEnrolment.GeneratedWaypoint(view.Name, settings);
        if (desired.Enrolment is { IsEnrolled: false }
            && view.Namespace is { Value.OwnsUseWaypoint: true } ns
            && ns.Value.Resource.Labels.GetValueOrDefault(IstioLabels.UseWaypoint) == waypoint)
        {
            yield return new ReconcileAction.TakeBackWaypoint(ns.Object, waypoint);
        }
    }

    private static ManifestValue SpecOf(Manifest manifest) => manifest.Body.Entries.First(static entry => entry.Key == "spec").Value;
}
