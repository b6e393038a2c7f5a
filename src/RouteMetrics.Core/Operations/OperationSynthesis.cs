using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Conditions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>From the lists of a target to its operations: what is reached, under which condition, by which name.</summary>
internal sealed class OperationSynthesis(RouteMetricsSettings settings, FindingList findings)
{
    /// <summary>The operations of every target that has any, in target order. Marks the candidates that requests can reach.</summary>
    public List<TargetOperations> Of(AttachedRoutes routes)
    {
        // Also of routes that nothing measures: their faults are faults all the same.
        var terms = routes.Candidates.Select(candidate => MatchCondition.TermsOf(candidate, findings)).ToArray();
        var targets = routes.Targets().Select(target => OperationsOf(target.Target, target.Lists, terms, routes)).ToList();
        if (settings.Engine == Engine.Native)
        {
            targets = new RuleNames(settings, routes.Candidates, findings).Settle(targets);
        }

        targets.RemoveAll(static target => target.Operations.Count == 0);
        return targets;
    }

    private TargetOperations OperationsOf(
        Target target, IReadOnlyList<RouteList> lists, IReadOnlyList<CelExpression>?[] terms, AttachedRoutes routes)
    {
        var leftOut = routes.LeftOutAt(target);
        var reachable = new List<OperationEntry>(lists.Sum(static list => list.Candidates.Count));
        foreach (var list in lists)
        {
            AddReachable(list, terms, leftOut, reachable);
        }

        var names = new OperationNames(settings, findings).Of(reachable);
        IReadOnlyList<Operation> operations = settings.Engine == Engine.Native
            ? RuleNames.Of(reachable, names)
            : [.. reachable.Select((entry, index) => new Operation(entry.Candidate.Source, names[index], entry.Condition)
            {
                RouteName = entry.Candidate.RouteName,
                Match = entry.Candidate.Match,
                Scope = entry.Guard.Place,
            })];
        return new(target, operations) { LeftOut = leftOut?.Routes ?? [] };
    }

    // Envoy calls both rules the same, so which requests are whose is not known. (A name made of a route's own is imitated at most.)
    private static bool IsCalledLike(LeftOutRoutes? leftOut, RouteCandidate candidate) =>
        candidate.Rule.Name is { } name && leftOut?.RuleNames.Contains(name) == true;

    private void AddReachable(
        RouteList list, IReadOnlyList<CelExpression>?[] terms, LeftOutRoutes? leftOut, List<OperationEntry> reachable)
    {
        var guard = Guard.Of(list.Scope, settings.ClusterDomain);
        foreach (var candidate in list.Candidates)
        {
            if (terms[candidate.Order] is { } asked && candidate.IsFirstIn(list) && !IsCalledLike(leftOut, candidate)
                && new OperationEntry(candidate, asked, guard, leftOut is not null) is var entry
                && ConditionSize.IsProgrammable(entry, findings))
            {
                reachable.Add(entry);
            }
        }
    }
}
