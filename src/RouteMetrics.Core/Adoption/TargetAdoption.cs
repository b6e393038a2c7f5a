using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Adoption;

/// <summary>
/// What handing over means at one held target: each hand-written entry against the operations, and which requests change their name. With
/// <paramref name="Obstacles"/> it is not possible.
/// </summary>
public sealed record TargetAdoption(
    Target Target, IReadOnlyList<Conflict> Conflicts, IReadOnlyList<ComparedEntry> Entries, IReadOnlyList<NameChange> Changes, int Requests)
{
    /// <summary>Sentences; what is in another namespace, or says more than can be taken over.</summary>
    public IReadOnlyList<string> Obstacles { get; init; } = [];

    /// <summary>What the requests of an operation are called now.</summary>
    internal IReadOnlyList<(Operation Operation, string Name)> NamesNow { get; init; } = [];

    internal static TargetAdoption Of(
        HeldTarget held, TargetOperations operations, MeshSnapshot mesh, IReadOnlyDictionary<ObjectRef, IstioResource> resources,
        RouteMetricsSettings settings)
    {
        var plugins = held.Conflicts.Select(static conflict => conflict.Theirs)
            .Distinct()
            .Select(mesh.AttachedObject)
            .OfType<AttachedObject.Extension>()
            .Order(ExtensionOrder.Instance)
            .Where(theirs => resources.ContainsKey(theirs.Object))
            .Select(theirs => HandWrittenPlugin.Of(resources[theirs.Object]))
            .OfType<HandWrittenPlugin>()
            .ToList();
        var requests = plugins.Count == 0 ? [] : RequestsFor(operations, plugins, mesh);
        var comparison = new EntryComparison(
            plugins, operations, requests,
            request => new RequestEvaluation(operations.Target, mesh.Service(operations.Target)?.Hosts, request, settings).Request);
        return new(held.Target, held.Conflicts, [.. comparison.Entries()], [.. comparison.Changes()], comparison.Requests)
        {
            Obstacles =
            [
                .. held.Conflicts.Select(conflict => ObstacleOf(conflict, held.Target, resources, settings)).OfType<string>()
                    .Distinct(StringComparer.Ordinal),
            ],
            NamesNow = [.. comparison.NamesNow()],
        };
    }

    private static IReadOnlyList<ProxyRequest> RequestsFor(TargetOperations operations, List<HandWrittenPlugin> plugins, MeshSnapshot mesh)
    {
        var matches = operations.Operations.Select(static operation => operation.Source.Route).Distinct()
            .Select(mesh.Route)
            .OfType<HttpRoute>()
            .SelectMany(static route => route.Rules)
            .SelectMany(static rule => rule.Matches)
            .ToList();
        var conditions = plugins.SelectMany(static plugin => plugin.Entries).Select(static entry => entry.Parsed.Expression)
            .Concat(operations.Routing.Select(static place => place.Condition))
            .OfType<CelExpression>()
            .ToList();
        return WitnessRequests.Of(operations.Target, matches, conditions, mesh);
    }

    private static string? ObstacleOf(
        Conflict conflict, Target target, IReadOnlyDictionary<ObjectRef, IstioResource> resources, RouteMetricsSettings settings)
    {
        if (!conflict.IsAdoptable(target))
        {
            return $"{conflict.Reason}; {conflict.FixAt(target)}";
        }

        if (!resources.TryGetValue(conflict.Theirs, out var theirs) || theirs.Spec is null)
        {
            return $"{conflict.Theirs} cannot be read";
        }

        return conflict.Kind == ConflictKind.Name && !OwnedParts.AreAll(theirs, settings.LabelName)
            ? $"{conflict.Theirs} has the name of ours and does more than naming requests; move the rest of it into an object of " +
                "another name"
            : null;
    }
}
