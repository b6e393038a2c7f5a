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
            var operation = entry.With(() => target.LeftOut is null ? entry.OfRequest! : entry.AtRoute(entry.OfRequest!));
            ConditionForm.ReportNone(entry, findings);
            if (entry.Terms.NoForm is null && ConditionForm.Fits(operation, entry, entry.Guard, findings))
            {
                operations.Add(operation);
            }
        }

        return target.With(operations);
    }
}
