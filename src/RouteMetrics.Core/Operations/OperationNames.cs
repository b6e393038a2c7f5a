using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>The names of all operations of one target, each as detailed as it takes to be unique.</summary>
internal sealed class OperationNames(RouteMetricsSettings settings, FindingList findings)
{
    private readonly Dictionary<RouteKey, NameOverrides> overrides = [];

    private sealed class Named(OperationEntry entry, string? given, MatchKey owner)
    {
        public OperationEntry Entry => entry;

        public bool IsGiven => given is not null;

        /// <summary>What has the name: one match, or a whole rule with a given name.</summary>
        public MatchKey Owner => owner;

        public string Name { get; private set; } =
            given ?? OperationName.Of(entry.Candidate.Named, entry.Guard.Scope, OperationName.Detail.Plain);

        public void Tell(OperationName.Detail detail) => Name = OperationName.Of(entry.Candidate.Named, entry.Guard.Scope, detail);
    }

    /// <summary>One name for each entry, in order. Names that stay the same for different matches are findings on the younger.</summary>
    public IReadOnlyList<string> Of(IReadOnlyList<OperationEntry> entries)
    {
        var all = entries.Select(NameOf).ToList();
        var clashes = ClashesOf(all);
        for (var detail = OperationName.Detail.Matchers; clashes.Count > 0 && detail <= OperationName.Detail.PathType; detail++)
        {
            foreach (var named in clashes.Where(static named => !named.IsGiven))
            {
                named.Tell(detail);
            }

            clashes = ClashesOf(all);
        }

        Report(clashes);
        return all.ConvertAll(static named => named.Name);
    }

    private Named NameOf(OperationEntry entry)
    {
        var route = entry.Candidate.Route;
        if (!overrides.TryGetValue(route.Key, out var given))
        {
            overrides[route.Key] = given = NameOverrides.Of(route, settings.UnmatchedName, findings);
        }

        if (given.For(entry.Candidate) is var (name, owner))
        {
            return new(entry, name, owner);
        }

        if (entry.Candidate.IsCatchAll)
        {
            findings.Add(
                FindingCode.RMW006, route.Key, entry.Candidate.FieldPath, null, "matches every request, so its operation name says nothing",
                "match what matters before it, or name it by rules[].name");
        }

        return new(entry, null, entry.Candidate.Source);
    }

    /// <summary>All that share a name with one that is not the same operation.</summary>
    private static List<Named> ClashesOf(List<Named> all)
    {
        var owners = new Dictionary<string, MatchKey>(all.Count, StringComparer.Ordinal);
        var shared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var named in all)
        {
            if (!owners.TryAdd(named.Name, named.Owner) && owners[named.Name] != named.Owner)
            {
                shared.Add(named.Name);
            }
        }

        return shared.Count == 0 ? [] : all.FindAll(named => shared.Contains(named.Name));
    }

    private void Report(List<Named> clashes)
    {
        foreach (var group in clashes.GroupBy(static named => named.Name, StringComparer.Ordinal))
        {
            // Whoever had the name first does not answer for those who take it, wherever they are evaluated.
            var oldest = group.MinBy(static named => named.Entry.Candidate.Order) ?? group.First();
            var older = oldest.Entry.Candidate;
            foreach (var younger in group.Where(named => named.Owner != oldest.Owner))
            {
                var candidate = younger.Entry.Candidate;
                findings.Add(
                    FindingCode.RMW004, candidate.Route.Key, candidate.FieldPath, younger.Name,
                    $"is also the operation name of {older.FieldPath} of {older.Route.Key}, a different " +
                        "match: their requests would be counted together",
                    $"give one another name by rules[].name or the annotation {NameOverrides.Annotation}");
            }
        }
    }
}
