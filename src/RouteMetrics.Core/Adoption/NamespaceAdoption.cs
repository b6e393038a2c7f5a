using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Adoption;

/// <summary>
/// How the hand-written objects of a namespace hand over to ours: what that changes, and the writes, in an order in which there is a plugin
/// that names requests, and a label that shows it, at each moment. A target with an obstacle stays as it is.
/// </summary>
public sealed record NamespaceAdoption(string Namespace, IReadOnlyList<TargetAdoption> Targets, IReadOnlyList<AdoptionStep> Steps)
{
    /// <summary>Objects that were given up before count as if they were not, so that an interrupted hand-over goes on.</summary>
    public static NamespaceAdoption Of(
        string ns, MeshSnapshot mesh, IReadOnlyList<IstioResource> resources, RouteMetricsSettings settings, bool keepNames)
    {
        var known = resources.ToDictionary(static resource => resource.Object);
        mesh = mesh with { Attached = [.. mesh.Attached.Select(static item => item with { IsGivenUp = false })] };
        var targets = TargetsOf(ns, mesh, known, settings);
        IReadOnlyList<HttpRoute> annotated = [];
        if (keepNames)
        {
            (mesh, annotated) = KeptNames.In(ns, [.. targets.Where(static target => target.Obstacles.Count == 0)], mesh, settings);
            targets = TargetsOf(ns, mesh, known, settings);
        }

        return new(ns, targets, StepsFor(ns, targets, annotated, mesh, known, settings));
    }

    private static List<TargetAdoption> TargetsOf(
        string ns, MeshSnapshot mesh, Dictionary<ObjectRef, IstioResource> resources, RouteMetricsSettings settings)
    {
        var plan = RoutePlan.OfNamespace(ns, mesh, settings);
        var operations = plan.Targets.ToDictionary(static target => target.Target);
        return [.. plan.Held.Select(held => TargetAdoption.Of(held, operations[held.Target], mesh, resources, settings))];
    }

    private static List<AdoptionStep> StepsFor(
        string ns, List<TargetAdoption> targets, IReadOnlyList<HttpRoute> annotated, MeshSnapshot mesh,
        Dictionary<ObjectRef, IstioResource> resources, RouteMetricsSettings settings)
    {
        var adopted = targets.FindAll(static target => target.Obstacles.Count == 0);
        var blocked = targets.Except(adopted).SelectMany(static target => target.Conflicts)
            .Select(static conflict => conflict.Theirs).ToHashSet();
        var theirs = adopted.SelectMany(static target => target.Conflicts).Select(static conflict => conflict.Theirs)
            .Distinct().Where(item => !blocked.Contains(item)).ToList();
        if (theirs.Count == 0)
        {
            return [];
        }

        var released = theirs.Aggregate(mesh, static (known, item) =>
            known.AttachedObject(item) is { } attached ? known.With(attached with { IsGivenUp = true }) : known);
        var plan = RoutePlan.OfNamespace(ns, released, settings);
        var ours = plan.Manifests().Where(static manifest => manifest.Kind is "WasmPlugin" or "Telemetry")
            .Select(static manifest => (
                Object: new ObjectRef(manifest.Kind, new(manifest.Namespace ?? "", manifest.Name)), Manifest: manifest))
            .ToList();
        var names = ours.Select(static item => item.Object).ToHashSet();
        theirs.AddRange(Redundant(plan.Measured, mesh, resources, settings).Where(item => !names.Contains(item) && !theirs.Contains(item)));
        return
        [
            .. annotated.Select(static route => new AdoptionStep.KeepNames(
                route.Key, NameOverrides.Annotation, route.Annotations[NameOverrides.Annotation])),
            .. theirs.Select(static item => new AdoptionStep.GiveUp(item)),
            .. ours.Select(item => mesh.AttachedObject(item.Object) is null
                ? (AdoptionStep)new AdoptionStep.Create(item.Object, item.Manifest)
                : new AdoptionStep.TakeOver(item.Object, item.Manifest)),
            new AdoptionStep.Settle(),
            .. theirs.Where(item => !names.Contains(item)).Select(item => OwnedParts.AreAll(resources[item], settings.LabelName)
                ? (AdoptionStep)new AdoptionStep.Delete(item)
                : new AdoptionStep.Strip(item, OwnedParts.PlacesIn(resources[item], settings.LabelName))),
        ];
    }

    // A Telemetry that says of our label what ours says is in nobody's way, and is nothing without what is adopted.
    private static IEnumerable<ObjectRef> Redundant(
        IReadOnlyList<TargetOperations> measured, MeshSnapshot mesh, Dictionary<ObjectRef, IstioResource> resources,
        RouteMetricsSettings settings)
    {
        var proxies = MeasuringProxy.Of(measured, new EnrolledMesh(mesh, settings));
        return proxies
            .SelectMany(static proxy => proxy.Targets.Select(target => new MeasuringPlace(target.Target, proxy.Gateway, proxy.IsWaypoint)))
            .SelectMany(place => mesh.AttachedIn(place.Gateway.Namespace).OfType<AttachedObject.Telemetry>().Where(place.Names))
            .Where(item => item is { IsOurs: false, Selector.Count: 0 }
                && item.Metrics.SelectMany(static entry => entry.Overrides)
                    .All(change => settings.Metrics.Contains(change.Metric ?? "", StringComparer.Ordinal))
                && resources.TryGetValue(item.Object, out var resource)
                && OwnedParts.AreAll(resource, settings.LabelName))
            .Select(static item => item.Object)
            .Distinct();
    }
}
