using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// Operations of the native engine: a tag maps Envoy's route name to an operation name. What tells the matches of one route name apart is
/// evaluated when the request is logged, after its rule has changed it, so it is asked for only where the rule changes nothing of it.
/// </summary>
internal sealed class RouteTags
{
    /// <summary>Of one route name: a chain of conditions is as deep as it is long, and the proxy's parser takes 32 levels.</summary>
    private const int MostNames = 8;

    /// <summary>What the names of one target may take of the proxy parser's 100,000 code points.</summary>
    private const int TagBudget = 95_000;

    /// <summary>Of an entry: separators and, beside half of its route name, its share of the tree.</summary>
    private const int EntryOverhead = 40;

    private readonly FindingList findings;
    private int size;

    private RouteTags(FindingList findings) => this.findings = findings;

    public static TargetOperations Of(ListedTarget target, FindingList findings)
    {
        var tags = new RouteTags(findings);
        return target.With([.. RouteGroup.ByName(target.Entries).Values.SelectMany(tags.OperationsOf)]);
    }

    private IReadOnlyList<Operation> OperationsOf(RouteGroup group)
    {
        IReadOnlyList<Operation>? operations = group.IsOneName ? OneName(group, group.Entries[0].Name)
            : ToldApart(group) ?? (group.IsShared ? null : OneName(group, JoinedName(group)));
        if (operations is null)
        {
            var why = group.Entries.Count > MostNames
                ? $"they have more than the {MostNames} matches and places that a tag tells apart"
                : "when a request is logged they cannot be told apart";
            group.ReportShared(findings, $"{why}, so neither has a name", ", or use the engine attributegen");
            return [];
        }

        return HasRoom(group, operations) ? operations : [];
    }

    private static List<Operation> OneName(RouteGroup group, string name) => [.. group.Entries
        .Select(entry => entry.With(group.IsSharedWithNone && entry.Guard.Terms.Count > 0 ? () => CelExpression.AllOf(entry.Guard.Terms) : null)
            with { Value = name })];

    private static string JoinedName(RouteGroup group) => OperationName.Bounded(
        string.Join(" | ", group.Entries.Select(static entry => entry.Name).Distinct(StringComparer.Ordinal)));

    /// <summary>The first of which the condition holds names the request; the last has none: Envoy took one of them.</summary>
    private static List<Operation>? ToldApart(RouteGroup group)
    {
        var entries = group.Entries;
        if (entries.Count > MostNames || !entries.All(entry => IsSameWhenLogged(entry, group)))
        {
            return null;
        }

        var isShared = group.IsShared || group.IsSharedWithNone;
        var operations = new List<Operation>(entries.Count);
        foreach (var entry in entries)
        {
            var isLast = operations.Count == entries.Count - 1;
            var condition = isLast && !isShared ? null
                : isShared ? entry.OfRequest
                : (group.NeedsExact(entry) ? entry.Terms.Exact : entry.Terms.Safeguard) is { } terms ? CelExpression.AllOf(terms) : null;
            if (condition is null && (isShared || !isLast))
            {
                return null;
            }

            operations.Add(entry.With(condition is null ? null : () => condition));
        }

        return operations;
    }

    private static bool IsSameWhenLogged(OperationEntry entry, RouteGroup group)
    {
        var rule = entry.Candidate.Rule;
        var filters = rule.FilterTypes.Concat(rule.BackendFilterTypes).ToList();
        var comparesHeaders = group.Entries.Any(static other => other.Candidate.Match?.Headers.Count > 0);
        return !filters.Contains("URLRewrite", StringComparer.Ordinal)
            && !(comparesHeaders && filters.Contains("RequestHeaderModifier", StringComparer.Ordinal));
    }

    private bool HasRoom(RouteGroup group, IReadOnlyList<Operation> operations)
    {
        var more = (3 * SizeOf(operations[0].RouteName) / 2) + EntryOverhead;
        foreach (var operation in operations.DistinctBy(static operation => (operation.Value, operation.Condition)))
        {
            more += SizeOf(operation.Value) + (operation.Condition is { } condition ? CelLimits.Measure(condition).CodePoints : 0);
        }

        if (size + more > TagBudget)
        {
            var candidate = group.Entries[0].Candidate;

            // Other routes may have taken the room.
            findings.Add(
                FindingCode.RMW010, ObjectRef.Route(candidate.Route.Key), $"spec.rules[{candidate.Source.Rule}]", null,
                $"is left out: with it the names at its parent would be too large for one Telemetry expression, of which the proxy takes " +
                    $"{CelLimits.MaximumCodePoints} characters",
                "use the engine attributegen", Severity.Warn);
            return false;
        }

        size += more;
        return true;
    }

    private static int SizeOf(string text) => CelLimits.Measure(new CelExpression.Text(text)).CodePoints;
}
