using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conflicts;

/// <summary>
/// The targets that nothing is written for, since objects of others are in the way. Neither WasmPlugin nor Telemetry is: half of them would
/// show others' values under our label, or add ours to theirs.
/// </summary>
internal sealed class Holds
{
    /// <summary>Of one target; the rest shows once these are resolved.</summary>
    private const int MostConflicts = 10;

    private readonly EnrolledMesh mesh;
    private readonly SortedDictionary<int, (Target Target, List<Conflict> Conflicts)> held = [];
    private readonly HashSet<Target> heldTargets = [];

    private Holds(EnrolledMesh mesh) => this.mesh = mesh;

    /// <summary>In the order of the targets.</summary>
    public IReadOnlyList<HeldTarget> Held =>
        [.. held.Values.Select(static item => new HeldTarget(item.Target, [.. item.Conflicts.Take(MostConflicts)]))];

    public static Holds Of(IReadOnlyList<TargetOperations> targets, EnrolledMesh mesh)
    {
        var holds = new Holds(mesh);
        if (holds.AreForeignAround(targets))
        {
            holds.Find(targets);
        }

        return holds;
    }

    /// <summary>The targets that nothing holds.</summary>
    public IReadOnlyList<TargetOperations> Free(IReadOnlyList<TargetOperations> targets) =>
        heldTargets.Count == 0 ? targets : [.. targets.Where(target => !heldTargets.Contains(target.Target))];

    /// <summary>The proxies with what is measured there; one with nothing but held targets stays, without any.</summary>
    public IReadOnlyList<MeasuringProxy> Measured(IReadOnlyList<TargetOperations> targets) =>
        [.. MeasuringProxy.Of(targets, mesh).Select(Measured)];

    /// <summary>A finding for each route and conflict.</summary>
    public void Report(IReadOnlyList<TargetOperations> targets, IReadOnlyList<HttpRoute> routes, FindingList findings)
    {
        if (held.Count == 0)
        {
            return;
        }

        var byKey = routes.ToLookup(static route => route.Key);
        foreach (var (index, (target, conflicts)) in held)
        {
            foreach (var route in targets[index].Operations.Select(static operation => operation.Source.Route).Distinct())
            {
                var path = PathOf(byKey[route].First(), target, mesh.Snapshot);
                foreach (var conflict in conflicts.Take(MostConflicts))
                {
                    findings.Add(
                        FindingCode.RMW014, route, path, null,
                        $"is not measured: {conflict.Reason}", conflict.FixAt(target));
                }
            }
        }
    }

    private bool AreForeignAround(IReadOnlyList<TargetOperations> targets)
    {
        // By namespace, so that one that many targets share is looked into once.
        var last = MeshSnapshot.RootNamespace;
        var areForeign = AreForeignIn(last);
        for (var i = 0; i < targets.Count && !areForeign; i++)
        {
            var ns = targets[i].Target.Key.Namespace;
            areForeign = ns != last && AreForeignIn(ns);
            last = ns;
        }

        return areForeign;
    }

    private bool AreForeignIn(string name)
    {
        foreach (var item in mesh.Snapshot.AttachedIn(name))
        {
            if (!item.IsOurs)
            {
                return true;
            }
        }

        return false;
    }

    private void Find(IReadOnlyList<TargetOperations> targets)
    {
        var indexes = targets.Index().ToDictionary(static item => item.Item.Target, static item => item.Index);
        var proxies = MeasuringProxy.Of(targets, mesh);
        var objects = MeshManifests.ObjectsOf(proxies, mesh.Settings).ToList();
        objects.FindAll(IsTaken).ForEach(taken => HoldForName(taken, indexes));
        foreach (var proxy in proxies)
        {
            foreach (var operations in proxy.Targets)
            {
                var target = operations.Target;
                var at = new ConflictsAt(
                    PlaceOf(target, proxy), OursFor(target, ResourceType.WasmPlugins, objects),
                    OursFor(target, ResourceType.Telemetries, objects), mesh.Snapshot, mesh.Settings);
                Hold(target, indexes[target], at.Of(CelPrinter.Print(TagValue.Of(operations, mesh.Settings))));
            }
        }

        // Without the targets that this holds, the others may have objects of other names.
        while (MeshManifests.ObjectsOf(Measured(targets), mesh.Settings).FirstOrDefault(IsTaken) is { } taken)
        {
            HoldForName(taken, indexes);
        }
    }

    private void HoldForName(GeneratedObject taken, Dictionary<Target, int> indexes)
    {
        var reason = $"{taken.Object} is not ours, and has the name of the {taken.Object.Kind} that would be";
        foreach (var target in taken.For)
        {
            Hold(target, indexes[target], [new(ConflictKind.Name, taken.Object, taken.Object, reason)]);
        }
    }

    private void Hold(Target target, int index, IEnumerable<Conflict> conflicts)
    {
        foreach (var conflict in conflicts)
        {
            if (heldTargets.Add(target))
            {
                held[index] = (target, []);
            }

            held[index].Conflicts.Add(conflict);
        }
    }

    private MeasuringPlace PlaceOf(Target target, MeasuringProxy proxy) =>
        new(target, proxy.Gateway, proxy.IsWaypoint) { PodLabels = mesh.Snapshot.Gateway(proxy.Gateway)?.PodLabels };

    private static ObjectRef OursFor(Target target, ResourceType type, List<GeneratedObject> objects) =>
        objects.Find(item => item.Object.Kind == type.Kind && item.For.Contains(target))?.Object ?? new(type.Kind, target.Key);

    private bool IsTaken(GeneratedObject item) => mesh.Snapshot.AttachedObject(item.Object) is { IsOurs: false, IsGivenUp: false };

    private MeasuringProxy Measured(MeasuringProxy proxy) =>
        proxy with { Targets = [.. proxy.Targets.Where(target => !heldTargets.Contains(target.Target))] };

    private static string PathOf(HttpRoute route, Target target, MeshSnapshot snapshot)
    {
        var index = route.ParentRefs.ToList().FindIndex(parent => RouteTargets.Of(parent, snapshot) == target);
        return $"spec.parentRefs[{index}]";
    }
}
