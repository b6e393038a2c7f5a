using RouteMetrics.Core.Findings;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// Conditions in terms of the request alone, for proxies whose route names are not Istio's: in Envoy's order they choose as it does.
/// </summary>
internal static class RequestConditions
{
    public static TargetOperations Of(ListedTarget target, FindingList findings)
    {
        var operations = new List<Operation>(target.Entries.Count);
        foreach (var entry in target.Entries)
        {
            // What unknown routes of the target take, only Envoy can tell.
            if (ConditionForm.OfRequest(entry, findings) is { } whole
                && (target.LeftOut is null ? whole : entry.AtRoute(whole)) is var condition
                && ConditionForm.Fits(condition, entry, entry.Guard, findings))
            {
                operations.Add(entry.With(condition));
            }
        }

        return target.With(operations);
    }
}
