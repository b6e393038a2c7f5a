using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// The matches that Envoy calls by one route name where one plugin or tag runs: those of a rule, and of other rules if somebody named them
/// alike. All else is told apart by the route name.
/// </summary>
internal sealed class RouteGroup
{
    /// <summary>What istiod calls the route of a Service, or of a port of it, that no route of ours is for (measured).</summary>
    private const string NameWithoutRoutes = "default";

    private readonly List<OperationEntry> entries = new(1);
    private List<OperationEntry>? ordered;
    private (bool IsShared, bool IsOneName, bool HasUnsaid)? known;

    /// <summary>
    /// In Envoy's order: each match at each place where places count, else each match once. Every list has the matches of a rule in one
    /// order, though not each of them is reached in each.
    /// </summary>
    public IReadOnlyList<OperationEntry> Entries => ordered ??= entries.Count == 1 || IsToldByPlace ? entries : Once();

    /// <summary>Whether hosts, ports and the order of rules tell its requests apart, and not its matches alone.</summary>
    public bool IsToldByPlace => IsSharedWithNone || Known is { IsShared: true, IsOneName: false };

    /// <summary>Whether Envoy calls requests so that no rule took, at another Service or port of the plugin.</summary>
    public bool IsSharedWithNone => entries[0].RouteName == NameWithoutRoutes
        && entries.Exists(static entry => entry.Guard is { Place: RouteScope.AtService, Terms.Count: > 0 });

    /// <summary>
    /// Whether rules share the name, or one rule has other names or matches at another Service of a waypoint, so that hosts, ports and
    /// order count.
    /// </summary>
    public bool IsShared => Known.IsShared;

    /// <summary>Whether each of its requests has the same name, whichever match took it.</summary>
    public bool IsOneName => Known.IsOneName;

    private (bool IsShared, bool IsOneName, bool HasUnsaid) Known => known ??= Facts();

    private List<OperationEntry> Once()
    {
        // A list has no match twice.
        List<OperationEntry> once = entries.TrueForAll(entry => entry.Guard == entries[0].Guard)
            ? [.. entries]
            : [.. entries.DistinctBy(static entry => (entry.Candidate.Source, entry.Name))];
        once.Sort(static (left, right) => RoutePrecedence.Instance.Compare(left.Candidate, right.Candidate));
        return once;
    }

    private (bool IsShared, bool IsOneName, bool HasUnsaid) Facts()
    {
        var first = entries[0];
        var (isShared, isOneName, hasUnsaid, isAtServices) = (false, true, false, false);
        foreach (var entry in entries)
        {
            isShared |= entry.Rule != first.Rule;
            isOneName &= entry.Name == first.Name;
            hasUnsaid |= entry.Terms.NoForm is not null;
            isAtServices |= ServiceOf(entry) != ServiceOf(first);
        }

        return (isShared || (!isOneName && isAtServices && (HasOtherNamesElsewhere() || HasOtherMatchesElsewhere())), isOneName, hasUnsaid);
    }

    private static Target? ServiceOf(OperationEntry entry) => (entry.Guard.Place as RouteScope.AtService)?.Service;

    private bool HasOtherNamesElsewhere() => entries.DistinctBy(static entry => (entry.Candidate.Source, entry.Name)).Count()
        > entries.DistinctBy(static entry => entry.Candidate.Source).Count();

    // A match that nothing reaches at one Service would stand behind later ones there, and behind them in the whole list.
    private bool HasOtherMatchesElsewhere()
    {
        var services = entries.GroupBy(ServiceOf, static entry => entry.Candidate.Source)
            .Select(static sources => sources.ToHashSet()).ToList();
        return services.Exists(sources => !sources.SetEquals(services[0]));
    }

    /// <summary>By route name, in the order of the entries.</summary>
    public static Dictionary<string, RouteGroup> ByName(IEnumerable<OperationEntry> entries)
    {
        var groups = new Dictionary<string, RouteGroup>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!groups.TryGetValue(entry.RouteName, out var group))
            {
                groups[entry.RouteName] = group = new();
            }

            group.entries.Add(entry);
        }

        return groups;
    }

    /// <summary>Whether the cheap terms of an entry would take requests of later ones of the rule, too.</summary>
    public bool NeedsExact(OperationEntry entry)
    {
        if (IsOneName)
        {
            return false;
        }

        var isLater = false;
        foreach (var other in Entries)
        {
            isLater |= other.Candidate.Source == entry.Candidate.Source;
            if (isLater && other.Name != entry.Name && MatchOverlap.IsPossible(entry.Candidate, other.Candidate))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an earlier match of another name, which cannot be said in CEL, may have taken a request of this one.</summary>
    public bool IsBehindUnsaid(OperationEntry entry) => Known is { IsOneName: false, HasUnsaid: true } && Entries
        .TakeWhile(earlier => earlier != entry)
        .Any(earlier => earlier.Terms.NoForm is not null && MayTake(earlier, entry));

    // Virtual hosts share no requests, nor do Services; the lists of a Service do.
    private bool MayTake(OperationEntry other, OperationEntry entry) => other.Name != entry.Name
        && MatchOverlap.IsPossible(other.Candidate, entry.Candidate)
        && (!IsToldByPlace || other.Guard == entry.Guard || (ServiceOf(other) is { } service && service == ServiceOf(entry)));

    /// <summary>Whether a match of another name may take requests that the cheap terms of an entry take.</summary>
    public bool Overlaps(OperationEntry entry) => Entries.Any(other => MayTake(other, entry));

    /// <summary>RMW004 for each rule but the oldest; false if there is no other.</summary>
    public bool ReportShared(FindingList findings, string why, string fix)
    {
        var rules = entries.OrderBy(static entry => entry.Candidate.Order).DistinctBy(static entry => entry.Rule).ToList();
        var oldest = rules[0].Candidate;
        foreach (var candidate in rules.Skip(1).Select(static entry => entry.Candidate))
        {
            findings.Add(
                FindingCode.RMW004, candidate.Route.Key, $"spec.rules[{candidate.Source.Rule}]", candidate.RouteName,
                $"is what Istio calls this rule and rules[{oldest.Source.Rule}] of {oldest.Route.Key}, and {why}", $"give the rules different names{fix}");
        }

        return rules.Count > 1;
    }
}
