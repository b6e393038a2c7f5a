using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// Names of the native engine. It sees rules, not matches: all matches of a rule share its Envoy route name, hence one operation name, made
/// of theirs. The Telemetry of a namespace has one map from Envoy route names to operation names, so each has one value there.
/// </summary>
internal sealed class RuleNames(RouteMetricsSettings settings, IReadOnlyList<RouteCandidate> candidates, FindingList findings)
{
    /// <summary>
    /// What the names of one namespace may take of the proxy parser's 100,000 code points, in characters; a character is at most 6 when
    /// escaped, but names are nearly all ASCII and cut to printable characters.
    /// </summary>
    private const int MapBudget = 80_000;

    /// <summary>Quotes, colon, comma and spaces of one entry.</summary>
    private const int EntryOverhead = 8;

    private readonly Dictionary<(string Namespace, string RouteName), Operation> owners = [];
    private readonly Dictionary<string, int> sizes = new(StringComparer.Ordinal);
    private Dictionary<MatchKey, int>? ages;

    /// <summary>The operations of one target: every match with the name of its rule.</summary>
    public static IReadOnlyList<Operation> Of(IReadOnlyList<OperationEntry> entries, IReadOnlyList<string> names)
    {
        var byRule = new Dictionary<MatchKey, List<string>>();
        for (var i = 0; i < entries.Count; i++)
        {
            var rule = RuleOf(entries[i].Candidate.Source);
            if (!byRule.TryGetValue(rule, out var ruleNames))
            {
                byRule[rule] = ruleNames = [];
            }

            if (!ruleNames.Contains(names[i], StringComparer.Ordinal))
            {
                ruleNames.Add(names[i]);
            }
        }

        return [.. entries.Select(entry => new Operation(entry.Candidate.Source, NameOf(RuleOf(entry.Candidate.Source)), null)
        {
            RouteName = entry.Candidate.RouteName,
        })];

        string NameOf(MatchKey rule) => OperationName.Bounded(string.Join(" | ", byRule[rule]));
    }

    /// <summary>Gives each Envoy route name of a namespace its most telling value, and drops what does not fit into the map.</summary>
    public List<TargetOperations> Settle(IReadOnlyList<TargetOperations> targets)
    {
        foreach (var target in targets)
        {
            foreach (var operation in target.Operations)
            {
                Own(target.Target.Key.Namespace, operation);
            }
        }

        var settled = targets.Select(target => target with
        {
            Operations = [.. target.Operations
                .Where(operation => owners.ContainsKey((target.Target.Key.Namespace, operation.RouteName)))
                .Select(operation => operation with { Value = owners[(target.Target.Key.Namespace, operation.RouteName)].Value })],
        }).ToList();
        settled.ForEach(ReportShared);
        return settled;
    }

    private void Own(string ns, Operation operation)
    {
        var key = (ns, operation.RouteName);
        if (!owners.TryGetValue(key, out var owner))
        {
            if (HasRoom(ns, operation))
            {
                owners[key] = operation;
            }

            return;
        }

        if (RuleOf(owner.Source) == RuleOf(operation.Source))
        {
            owners[key] = operation.Value.Length > owner.Value.Length ? operation : owner;
        }
        else if (owner.Value != operation.Value)
        {
            var (older, younger) = ByAge(owner, operation);
            findings.Add(
                FindingCode.RMW004, younger.Source.Route, $"spec.rules[{younger.Source.Rule}].name", operation.RouteName,
                $"is all that Istio calls this rule and rules[{older.Source.Rule}] of {older.Source.Route}, so the native engine cannot " +
                    $"tell them apart and counts both as {owner.Value}",
                "give the rules different names");
        }
    }

    private bool HasRoom(string ns, Operation operation)
    {
        var copies = settings.UnmatchedName == RouteMetricsSettings.Default.UnmatchedName ? 1 : 2;
        var size = sizes.GetValueOrDefault(ns) + (copies * (operation.RouteName.Length + operation.Value.Length + EntryOverhead));
        if (size > MapBudget)
        {
            // Routes of other namespaces may have taken the room at a Gateway.
            findings.Add(
                FindingCode.RMW010, ObjectRef.Route(operation.Source.Route), $"spec.rules[{operation.Source.Rule}]", null,
                $"is left out: with it the names of namespace {ns} would be too large for one Telemetry expression, of which the proxy " +
                    $"takes {Cel.CelLimits.MaximumCodePoints} characters",
                "use the engine attributegen for this namespace", Severity.Warn);
            return false;
        }

        sizes[ns] = size;
        return true;
    }

    private void ReportShared(TargetOperations target)
    {
        var firsts = new Dictionary<string, Operation>(StringComparer.Ordinal);
        foreach (var operation in target.Operations)
        {
            if (!firsts.TryAdd(operation.Value, operation)
                && firsts[operation.Value] is var first
                && first.RouteName != operation.RouteName)
            {
                var (older, younger) = ByAge(first, operation);
                findings.Add(
                    FindingCode.RMW004, younger.Source.Route, $"spec.rules[{younger.Source.Rule}]", operation.Value,
                    $"is also the operation name of rules[{older.Source.Rule}] of {older.Source.Route}: their requests would be counted " +
                        "together",
                    $"give one another name by rules[].name or the annotation {NameOverrides.Annotation}");
            }
        }
    }

    private (Operation Older, Operation Younger) ByAge(Operation one, Operation other) =>
        AgeOf(one) <= AgeOf(other) ? (one, other) : (other, one);

    // Candidates are by age. Names clash rarely.
    private int AgeOf(Operation operation)
    {
        ages ??= candidates.GroupBy(static candidate => RuleOf(candidate.Source))
            .ToDictionary(static rule => rule.Key, static rule => rule.First().Order);
        return ages[RuleOf(operation.Source)];
    }

    private static MatchKey RuleOf(MatchKey match) => match with { Match = 0 };
}
