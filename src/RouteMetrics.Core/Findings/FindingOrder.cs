namespace RouteMetrics.Core.Findings;

/// <summary>The order of all reports: namespace, kind and name of the object, then the order of its document.</summary>
public static class FindingOrder
{
    public static IOrderedEnumerable<Finding> InDocumentOrder(this IEnumerable<Finding> findings) => findings
        .OrderBy(static finding => finding.Object.Key.Namespace, StringComparer.Ordinal)
        .ThenBy(static finding => finding.Object.Kind, StringComparer.Ordinal)
        .ThenBy(static finding => finding.Object.Key.Name, StringComparer.Ordinal)
        .ThenBy(static finding => finding.Path, FieldPathOrder.Instance)
        .ThenBy(static finding => finding.Code);
}
