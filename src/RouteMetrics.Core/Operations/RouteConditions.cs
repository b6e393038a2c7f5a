using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// Conditions that ask what Envoy chose, then the match: it has decided when the plugin runs, so neither hosts nor other routes matter.
/// The match after it is a safeguard: while route table and plugin differ, because a rule was inserted or the controller is away, there is
/// no name rather than a false one (istio measured: <c>xds.route_name</c> is there ON_REQUEST from 1.28 on).
/// </summary>
internal sealed class RouteConditions
{
    private readonly FindingList findings;
    private readonly Dictionary<string, RouteGroup> groups;

    // What the one target of a plugin has is all that there is.
    private readonly bool isAlone;

    private RouteConditions(IReadOnlyList<ListedTarget> targets, FindingList findings)
    {
        (this.findings, isAlone) = (findings, targets.Count == 1);
        groups = RouteGroup.ByName(isAlone ? targets[0].Entries : targets.SelectMany(static target => target.Entries));
    }

    /// <summary>The operations of a target that has a plugin of its own.</summary>
    public static TargetOperations Of(ListedTarget target, FindingList findings) => new RouteConditions([target], findings).Of(target);

    /// <summary>The operations of the targets of one plugin.</summary>
    public static IEnumerable<TargetOperations> Of(IReadOnlyList<ListedTarget> targets, FindingList findings)
    {
        var conditions = new RouteConditions(targets, findings);
        return targets.Select(conditions.Of);
    }

    // Among route names the order is nothing to Envoy, so the matches of each stay together.
    private TargetOperations Of(ListedTarget target)
    {
        var operations = new List<Operation>(target.Entries.Count);
        var places = isAlone ? null : target.Entries.ToHashSet();
        var matches = isAlone ? null : target.Entries.Select(static entry => (entry.Candidate.Source, entry.Name)).ToHashSet();
        foreach (var group in isAlone ? groups.Values : GroupsOf(target))
        {
            foreach (var entry in group.Entries)
            {
                if ((group.IsToldByPlace ? places?.Contains(entry) : matches?.Contains((entry.Candidate.Source, entry.Name))) != false
                    && OperationOf(entry, group) is { } operation)
                {
                    operations.Add(operation);
                }
            }
        }

        return target.With(operations);
    }

    private IEnumerable<RouteGroup> GroupsOf(ListedTarget target) =>
        target.Entries.Select(static entry => entry.RouteName).Distinct(StringComparer.Ordinal).Select(name => groups[name]);

    private Operation? OperationOf(OperationEntry entry, RouteGroup group)
    {
        if (group.IsBehindUnsaid(entry))
        {
            return null;
        }

        var byPlace = group.IsToldByPlace;
        var exactly = byPlace ? !group.IsOneName : group.NeedsExact(entry);
        if (exactly && entry.Terms.NoForm is not null)
        {
            if (!byPlace || group.Overlaps(entry))
            {
                Report(entry, group, byPlace);
                return null;
            }

            exactly = false;
        }

        var operation = entry.With(() => entry.AtRoute(
            [.. exactly ? entry.Terms.Exact! : entry.Terms.Safeguard, .. byPlace ? entry.Guard.Terms : []]));
        return ConditionForm.Fits(operation, entry, byPlace ? entry.Guard : null, findings) ? operation : null;
    }

    // Who is younger gave the rule a name that was there; a route alone is told what it could write.
    private void Report(OperationEntry entry, RouteGroup group, bool byPlace)
    {
        if (!byPlace || !group.ReportShared(findings, "one asks for what has no CEL form to tell them apart, so there is no name where both take the path", ""))
        {
            ConditionForm.ReportNone(entry, findings);
        }
    }
}
