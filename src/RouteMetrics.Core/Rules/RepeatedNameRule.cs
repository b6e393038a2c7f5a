using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Rules;

/// <summary>RMW007: of header names that differ only in case, Gateway API uses the first; Istio programs all, so all must hold.</summary>
internal static class RepeatedNameRule
{
    public static void Check(HttpRoute route, FindingList findings)
    {
        for (var rule = 0; rule < route.Rules.Count; rule++)
        {
            var matches = route.Rules[rule].Matches;
            for (var match = 0; match < matches.Count; match++)
            {
                Check(
                    matches[match].Headers, static header => header.Name, StringComparer.OrdinalIgnoreCase, "headers", (rule, match), route,
                    findings);
                Check(
                    matches[match].QueryParams, static param => param.Name, StringComparer.Ordinal, "queryParams", (rule, match), route,
                    findings);
            }
        }
    }

    private static void Check<T>(
        IReadOnlyList<T> items, Func<T, string> nameOf, StringComparer comparer, string field, (int Rule, int Match) at, HttpRoute route,
        FindingList findings)
    {
        if (items.Count < 2)
        {
            return;
        }

        var firsts = new Dictionary<string, int>(comparer);
        for (var i = 0; i < items.Count; i++)
        {
            var name = nameOf(items[i]);
            if (!firsts.TryAdd(name, i))
            {
                findings.Add(
                    FindingCode.RMW007, route.Key,
                    $"spec.rules[{at.Rule}].matches[{at.Match}].{field}[{i}].name",
                    name,
                    name == nameOf(items[firsts[name]])
                        ? $"repeats {field}[{firsts[name]}], and only one of them is used"
                        : $"repeats {field}[{firsts[name]}] in another spelling: Gateway API uses only the first, Istio asks for both",
                    "remove one");
            }
        }
    }
}
