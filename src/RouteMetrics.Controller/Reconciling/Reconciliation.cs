using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>Compares a namespace with what it should have, and returns the actions that remove the difference.</summary>
internal static class Reconciliation
{
    /// <summary>In order: labels, objects in apply order, then deletions in reverse.</summary>
    public static IReadOnlyList<ReconcileAction> Of(NamespaceView view, DesiredNamespace desired, RouteMetricsSettings settings)
    {
        if (!view.IsComplete)
        {
            return [.. LabelsOf(view, desired)];
        }

        var existing = view.Objects.ToDictionary(static item => (item.Type, item.Identity.Name));
        var wanted = desired.Objects.Select(static manifest => (manifest.Type, manifest.Name)).ToHashSet();
        return
        [
            .. LabelsOf(view, desired),
            .. desired.Objects
                .Select(manifest => ActionFor(manifest, existing.GetValueOrDefault((manifest.Type, manifest.Name)), view, settings))
                .OfType<ReconcileAction>(),
            .. TakenBack(view, desired, settings),
            .. view.Objects.Reverse()
                .Where(item => item.Found is { IsOurs: true, IsBeingDeleted: false } && !wanted.Contains((item.Type, item.Identity.Name)))
                .Select(static item => new ReconcileAction.Delete(item.Type, item.Identity)),
        ];
    }

    private static ReconcileAction? ActionFor(
        Manifest manifest, ExistingObject? existing, NamespaceView view, RouteMetricsSettings settings) => existing switch
        {
            null => new ReconcileAction.Create(manifest.Type, manifest),
            { Found.IsOurs: false } => new ReconcileAction.LeaveForeign(manifest.Type, existing.Identity),
            // It is created again once it is gone.
            { Found.IsBeingDeleted: true } => null,
            _ when IsAsWanted(manifest, existing, view, settings) => null,
            _ => new ReconcileAction.Change(manifest.Type, manifest, existing.Identity),
        };

    /// <summary>
    /// A WasmPlugin or a Telemetry must match exactly, since any further field changes what it does. Further fields of a Gateway belong to
    /// its users.
    /// </summary>
    private static bool IsAsWanted(Manifest manifest, ExistingObject existing, NamespaceView view, RouteMetricsSettings settings) =>
        existing.Type == ResourceType.Gateways
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

    // Labels that admission added belong to whoever created the namespace; a tool that applies it without them would remove them.
    private static bool IsThere(KeyValuePair<string, string> label, NamespaceState ns) =>
        ns.Resource.Labels.GetValueOrDefault(label.Key) == label.Value
        && (label.Key == IstioLabels.UseWaypoint ? ns.OwnsUseWaypoint : ns.OwnsDataplaneMode);

    // The data plane mode stays: leaving the mesh is a decision about security, which is the users' to take.
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
