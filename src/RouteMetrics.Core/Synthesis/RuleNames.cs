namespace RouteMetrics.Core.Synthesis;

/// <summary>
/// The native engine sees rules, not matches: all matches of a rule share its Envoy route name, hence one operation name, made of theirs.
/// </summary>
internal static class RuleNames
{
    public static IReadOnlyList<Operation> Of(IReadOnlyList<OperationEntry> entries, IReadOnlyList<string> names)
    {
        var byRule = new Dictionary<MatchKey, List<string>>();
        for (var i = 0; i < entries.Count; i++)
        {
            var rule = entries[i].Candidate.Source with { Match = 0 };
            if (!byRule.TryGetValue(rule, out var ruleNames))
            {
                byRule[rule] = ruleNames = [];
            }

            if (!ruleNames.Contains(names[i], StringComparer.Ordinal))
            {
                ruleNames.Add(names[i]);
            }
        }

        return [.. entries.Select(entry => new Operation(
            entry.Candidate.Source,
            OperationName.Bounded(string.Join(" | ", byRule[entry.Candidate.Source with { Match = 0 }])),
            null) { RouteName = entry.Candidate.RouteName })];
    }
}
