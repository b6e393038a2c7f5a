using RouteMetrics.Core.Conditions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>From the lists of a target to its operations: what is reached, by which name, under which condition.</summary>
internal sealed class OperationSynthesis(RouteMetricsSettings settings, FindingList findings)
{
    /// <summary>The operations of every target that has any, in target order. Marks the candidates that requests can reach.</summary>
    public List<TargetOperations> Of(AttachedRoutes routes)
    {
        // Also of routes that nothing measures: their faults are faults all the same.
        var terms = new MatchTerms?[routes.Candidates.Count];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = MatchTerms.Of(routes.Candidates[i], findings);
        }

        var targets = new List<(object Plugin, ListedTarget Listed)>();
        foreach (var target in routes.Targets())
        {
            targets.Add((target.Plugin, ListedOf(target, terms, routes)));
        }

        var operations = new List<TargetOperations>(targets.Count);
        operations.AddRange(OperationsOf(targets));
        operations.RemoveAll(static target => target.Operations.Count == 0);
        return operations;
    }

    private IEnumerable<TargetOperations> OperationsOf(List<(object Plugin, ListedTarget Listed)> targets) => settings switch
    {
        { Engine: Engine.Native } => targets.Select(target => RouteTags.Of(target.Listed, findings)),
        { Conditions: ConditionKind.Request } => targets.Select(target => RequestConditions.Of(target.Listed, findings)),
        { AttachTo: AttachTo.Service } => targets.Select(target => RouteConditions.Of(target.Listed, findings)),
        _ => targets.GroupBy(static target => target.Plugin, static target => target.Listed)
            .SelectMany(plugin => RouteConditions.Of([.. plugin], findings)),
    };

    private ListedTarget ListedOf(AttachedTarget target, MatchTerms?[] terms, AttachedRoutes routes)
    {
        var names = new OperationNames(target, settings, findings);
        foreach (var (route, candidates) in target.Routes)
        {
            names.Add(route, candidates);
        }

        var leftOut = routes.LeftOutAt(target.Target);
        var entries = new List<OperationEntry>(target.Lists is [var only] ? only.Candidates.Count : target.Lists.Sum(static list => list.Candidates.Count));
        foreach (var list in target.Lists)
        {
            var guard = new Guard(list.Scope, settings.ClusterDomain);
            foreach (var candidate in list.Candidates)
            {
                // Where Envoy calls an unknown rule the same, which requests are whose is not known.
                if (terms[candidate.Order] is { } asked && candidate.IsFirstIn(list) && leftOut?.MayBeCalled(candidate.RouteName) != true)
                {
                    entries.Add(new(candidate, asked, guard, names.Of(candidate)));
                }
            }
        }

        return new(target.Target, entries, leftOut);
    }
}
