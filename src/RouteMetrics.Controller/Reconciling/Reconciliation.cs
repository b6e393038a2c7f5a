using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>Compares what a namespace has with what it should have. Pure: the actions that remove the difference.</summary>
internal static class Reconciliation
{
    /// <summary>
    /// In order: what is ours on the Namespace, objects in apply order, then deletions in reverse. <paramref name="view"/> is of one
    /// moment: what follows from a write of ours comes with the next view.
    /// </summary>
    public static IReadOnlyList<ReconcileAction> Of(NamespaceView view, DesiredNamespace desired, RouteMetricsSettings settings)
    {
        if (view is not { IsActive: true, IsEnrolmentKnown: true, Namespace: { } ns } || desired.Enrolment is null)
        {
            return [];
        }

        if (OtherInstallation(view, ns.Value.Resource, settings) is { } other)
        {
            return [new ReconcileAction.StandAside(ns.Object, other)];
        }

        if (!view.IsComplete)
        {
            return [.. MarkOf(ns, desired, ns.Value.Resource.Annotations.GetValueOrDefault(IstioLabels.Objects), settings)];
        }

        var wanted = desired.Objects.ToDictionary(static manifest => (manifest.Type, manifest.Name));
        var existing = view.Objects.ToDictionary(static item => (item.Type, item.Identity.Name));
        var record = ObjectRecord.Of(ns.Value.Resource);
        var ours = view.Objects.Where(item => record.Has(item, IsAsWritten, view.Mesh.Installed)).ToHashSet();
        var text = record.TextOf(ours, wanted.Keys.Where(key => !existing.ContainsKey(key)));
        ReconcileAction[] mark = [.. MarkOf(ns, desired, text, settings)];
        return
        [
            .. mark,
            .. desired.Objects
                .Select(manifest => ActionFor(manifest, existing.GetValueOrDefault((manifest.Type, manifest.Name)), ours, view, settings))
                .OfType<ReconcileAction>()
                // What a Telemetry gives up, another one sets already.
                .OrderBy(static action => action is ReconcileAction.Change { Type.Kind: "Telemetry" }),
            .. Removals(view, [.. ours.Where(item => !wanted.ContainsKey((item.Type, item.Identity.Name)))], desired, settings)
                // The Namespace has changed by then.
                .Where(removal => mark.Length == 0 || removal is not ReconcileAction.TakeBackWaypoint),
        ];

        bool IsAsWritten(ExistingObject item) =>
            (wanted.TryGetValue((item.Type, item.Identity.Name), out var manifest) && IsAsWanted(manifest, item, view, settings))
            || EarlierObjects.Has(item, view, ns.Value.Resource, settings);
    }

    private static ReconcileAction? ActionFor(
        Manifest manifest, ExistingObject? existing, HashSet<ExistingObject> ours, NamespaceView view, RouteMetricsSettings settings) =>
        existing switch
        {
            null => new ReconcileAction.Create(manifest.Type, manifest),
            _ when !ours.Contains(existing) => new ReconcileAction.LeaveForeign(manifest.Type, existing.Identity),
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
                && MeshManifests.IsWaypoint(gateway, view.Mesh.Namespace(view.Name), settings)
            : existing.Found.Spec == ObjectDigest.OfManifest(SpecOf(manifest));

    // Two installations would undo each other's work for ever. The record of one that is gone binds nobody.
    private static string? OtherInstallation(NamespaceView view, NamespaceResource resource, RouteMetricsSettings settings) =>
        resource.Annotations.GetValueOrDefault(IstioLabels.Installation) is { } installation
        && installation != settings.OwnNamespace
        && view.Mesh.Namespace(installation) is not null
            ? installation
            : null;

    private static IEnumerable<ReconcileAction> MarkOf(
        Watched<NamespaceState> ns, DesiredNamespace desired, string? objects, RouteMetricsSettings settings)
    {
        if (desired.Enrolment is { } enrolment)
        {
            var mark = NamespaceMark.Of(ns.Value.Resource, enrolment, settings, desired.WantsWaypoint, desired.IsHeld, objects);
            if (!mark.IsOn(ns.Value.Resource))
            {
                yield return new ReconcileAction.Mark(ns.Object, mark, mark.LabelsMissingOn(ns.Value.Resource));
            }
        }
    }

    private static IEnumerable<ReconcileAction> Removals(
        NamespaceView view, IReadOnlyList<ExistingObject> unwanted, DesiredNamespace desired, RouteMetricsSettings settings)
    {
        var removal = WaypointRemoval.Of(view, unwanted, desired, settings);
        return
        [
            .. removal is ReconcileAction.TakeBackWaypoint ? [removal] : Array.Empty<ReconcileAction>(),
            .. unwanted.Reverse()
                .Where(static item => item.Type != ResourceType.Gateways && !item.Found.IsBeingDeleted)
                .Select(static item => new ReconcileAction.Delete(item.Type, item.Identity)),
            .. removal is null or ReconcileAction.TakeBackWaypoint ? Array.Empty<ReconcileAction>() : [removal],
        ];
    }

    private static ManifestValue SpecOf(Manifest manifest) => manifest.Body.Entries.First(static entry => entry.Key == "spec").Value;
}
