using RouteMetrics.Admission;
using RouteMetrics.Core;

namespace RouteMetrics.Webhook.Commands.Output;

/// <summary>The audit per namespace: objects that mode enforce would deny, objects with warnings, and series against the budget.</summary>
internal static class NamespaceTable
{
    /// <summary>
    /// The header and a row for each namespace; nothing if there are none. Wide, with the objects without a finding and the share used.
    /// </summary>
    public static IReadOnlyList<string[]> Rows(IReadOnlyList<NamespaceAudit> namespaces, bool isWide = false)
    {
        if (namespaces.Count == 0)
        {
            return [];
        }

        string[] more = isWide ? ["FINE", "USED"] : [];
        return [["NAMESPACE", "MODE", "OBJECTS", "DENY", "WARN", .. more, "SERIES"], .. namespaces.Select(item => Row(item, isWide))];
    }

    private static string[] Row(NamespaceAudit item, bool isWide)
    {
        if (item.ReasonNotJudged is { } reason)
        {
            string[] nothing = isWide ? ["-", "-"] : [];
            return [item.Name, "-", "-", "-", "-", .. nothing, $"not judged: {reason}"];
        }

        string[] more = isWide ? [$"{item.Objects - item.Denied - item.Warned}", UsedOf(item)] : [];
        return
        [
            item.Name, item.Mode.Word(), $"{item.Objects}", $"{item.Denied}", $"{item.Warned}", .. more,
            $"{item.Series} of {item.Budget}",
        ];
    }

    private static string UsedOf(NamespaceAudit item) => item.Budget == 0 ? "-" : $"{item.Series * 100 / item.Budget} %";
}
