using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Manifests;

/// <summary>
/// Targets of a namespace whose objects would get one name, by a hash that collides or a Service that is called so. One object cannot serve
/// both, and would be written over and over again: the one whose oldest route is older has it, the other is not measured.
/// </summary>
internal static class NameClashes
{
    private sealed record Claim(string Owner, RouteKey Oldest, DateTimeOffset Since, IReadOnlyList<TargetOperations> Targets);

    /// <summary>The targets that have names of their own; those of the others are findings on their routes.</summary>
    public static List<TargetOperations> Settle(List<TargetOperations> targets, EnrolledMesh mesh, FindingList findings)
    {
        if (targets.Count < 2)
        {
            return targets;
        }

        var left = new HashSet<Target>();
        var proxies = MeasuringProxy.Of(targets, mesh);
        foreach (var inNamespace in proxies.GroupBy(static proxy => proxy.Namespace, StringComparer.Ordinal))
        {
            var owners = inNamespace.SelectMany(proxy => OwnersOf(proxy, mesh.Settings)).ToList();
            foreach (var pattern in new[] { mesh.Settings.Names.WasmPlugin, mesh.Settings.Names.Telemetry })
            {
                foreach (var clash in ClashesOf(pattern, owners))
                {
                    Settle(clash.Key, [.. clash.Select(owner => ClaimOf(owner, mesh))], left, findings);
                }
            }
        }

        return left.Count == 0 ? targets : targets.FindAll(target => !left.Contains(target.Target));
    }

    /// <summary>The names of a target's objects, as far as they are not valid as they are: others may have them by search alone.</summary>
    public static IEnumerable<NamespacedName> HashedNamesOf(Target target, RouteMetricsSettings settings) =>
        new[] { settings.Names.WasmPlugin, settings.Names.Telemetry }
            .Where(pattern => GeneratedName.EarlierFor(pattern, target.Key.Name) is not null)
            .Select(pattern => target.Key with { Name = GeneratedName.For(pattern, target.Key.Name) });

    private static IEnumerable<(string Owner, IReadOnlyList<TargetOperations> Targets)> OwnersOf(
        MeasuringProxy proxy, RouteMetricsSettings settings)
    {
        if (!proxy.IsWaypoint || settings.AttachTo == AttachTo.Waypoint)
        {
            yield return (proxy.Owner, proxy.Targets);
        }

        foreach (var target in proxy.Targets)
        {
            if (proxy.IsWaypoint && proxy.OwnerOf(target.Target) is var owner && owner != proxy.Owner)
            {
                yield return (owner, [target]);
            }
        }
    }

    private static IEnumerable<IGrouping<string, (string Owner, IReadOnlyList<TargetOperations> Targets)>> ClashesOf(
        string pattern, List<(string Owner, IReadOnlyList<TargetOperations> Targets)> owners) => owners
        .DistinctBy(static owner => owner.Owner, StringComparer.Ordinal)
        .GroupBy(owner => GeneratedName.For(pattern, owner.Owner), StringComparer.Ordinal)
        .Where(static group => group.Skip(1).Any());

    private static Claim ClaimOf((string Owner, IReadOnlyList<TargetOperations> Targets) owner, EnrolledMesh mesh) => owner.Targets
        .SelectMany(static target => target.Operations)
        .Select(static operation => operation.Source.Route)
        .Distinct()
        .Select(route => new Claim(
            owner.Owner, route, mesh.Snapshot.Route(route)?.CreationTimestamp ?? DateTimeOffset.MaxValue, owner.Targets))
        .OrderBy(static claim => claim.Since)
        .ThenBy(static claim => claim.Oldest.Namespace, StringComparer.Ordinal)
        .ThenBy(static claim => claim.Oldest.Name, StringComparer.Ordinal)
        .First();

    private static void Settle(string name, Claim[] claims, HashSet<Target> left, FindingList findings)
    {
        var first = claims.OrderBy(static claim => claim.Since)
            .ThenBy(static claim => claim.Oldest.Namespace, StringComparer.Ordinal)
            .ThenBy(static claim => claim.Oldest.Name, StringComparer.Ordinal)
            .ThenBy(static claim => claim.Owner, StringComparer.Ordinal)
            .First();
        foreach (var target in claims.Where(claim => claim != first).SelectMany(static claim => claim.Targets))
        {
            if (!first.Targets.Contains(target) && left.Add(target.Target))
            {
                Report(name, first.Owner, target, findings);
            }
        }
    }

    private static void Report(string name, string owner, TargetOperations target, FindingList findings)
    {
        foreach (var route in target.Operations.Select(static operation => operation.Source.Route).Distinct())
        {
            findings.Add(
                FindingCode.RMW008, route, "spec.parentRefs", null,
                $"the route is not measured at {target.Target}: its objects would have the name {name}, which " +
                    $"those of {owner} have",
                "rename the target, or change names.* in the configuration");
        }
    }
}
