using RouteMetrics.Admission;
using RouteMetrics.Core;

namespace RouteMetrics.Webhook.Commands.Output;

/// <summary>The audit per namespace: objects that mode enforce would deny, objects with warnings, and series against the budget.</summary>
internal static class NamespaceTable
{
    public static string Write(IReadOnlyList<NamespaceAudit> namespaces)
    {
        if (namespaces.Count == 0)
        {
            return "";
        }

        List<string[]> rows = [["NAMESPACE", "MODE", "OBJECTS", "DENY", "WARN", "SERIES"]];
        rows.AddRange(namespaces.Select(static item => item.ReasonNotJudged is { } reason
            ? new[] { item.Name, "-", "-", "-", "-", $"not judged: {reason}" }
            : [
                item.Name, item.Mode.Word(), $"{item.Objects}", $"{item.Denied}", $"{item.Warned}",
                $"{item.Series} of {item.Budget}"]));
        return TextTable.Write(rows);
    }
}
