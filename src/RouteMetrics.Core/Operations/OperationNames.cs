using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// The names of all matches at one target. Routes come by age, and a name that an older one has is never given again, so what changes a
/// name is a change of its own route or of an older one. Nothing else goes into it: not whether requests reach the match, not what younger
/// routes say.
/// </summary>
internal sealed class OperationNames(AttachedTarget target, RouteMetricsSettings settings, FindingList findings)
{
    // Of older routes, with the match that has each.
    private readonly Dictionary<string, RouteCandidate> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<RouteCandidate, string> names = [];

    private sealed class Named(RouteCandidate candidate, string? given)
    {
        public RouteCandidate Candidate => candidate;

        /// <summary>By the user, who may give one name to several matches of a route.</summary>
        public string? Given => given;

        public OperationName.Detail Detail { get; set; }

        public string Name { get; set; } = OperationName.Bounded(given ?? OperationName.Of(candidate, OperationName.Detail.Plain, ""));

        public bool IsSameAs(Named other) => (Given is not null && Given == other.Given)
            || (Given is null && other.Given is null && Candidate.Region == other.Candidate.Region
                && Candidate.Requirements.AsSpan().SequenceEqual(other.Candidate.Requirements));
    }

    public string Of(RouteCandidate candidate) => names[candidate];

    /// <summary>Names the matches of a route, which is younger than all before it.</summary>
    public void Add(HttpRoute route, IReadOnlyList<RouteCandidate> candidates)
    {
        var given = NameOverrides.Of(route, candidates, settings.UnmatchedName, findings);
        var all = candidates.Select(candidate => new Named(candidate, given.For(candidate))).ToList();
        TellApart(all);
        TellFromOlder(all, route);
        if (taken.Count == 0)
        {
            ReportSayingNothing(all, route);
        }

        foreach (var named in all)
        {
            names[named.Candidate] = named.Name;
            taken.TryAdd(named.Name, named.Candidate);
        }
    }

    private static void TellApart(List<Named> all)
    {
        for (var detail = OperationName.Detail.Matchers; detail <= OperationName.Detail.Place; detail++)
        {
            if (AlikeIn(all) is not { Count: > 0 } alike)
            {
                return;
            }

            foreach (var named in alike)
            {
                named.Detail = detail;
                named.Name = OperationName.Bounded(OperationName.Of(named.Candidate, detail, ""));
            }
        }
    }

    /// <summary>Those with a name of their own making that another match, which takes other requests, has too.</summary>
    private static List<Named> AlikeIn(List<Named> all)
    {
        var first = new Dictionary<string, Named>(all.Count, StringComparer.Ordinal);
        HashSet<string>? shared = null;
        foreach (var named in all)
        {
            if (!first.TryAdd(named.Name, named) && !named.IsSameAs(first[named.Name]))
            {
                (shared ??= new(StringComparer.Ordinal)).Add(named.Name);
            }
        }

        return shared is null ? [] : all.FindAll(named => named.Given is null && shared.Contains(named.Name));
    }

    private void TellFromOlder(List<Named> all, HttpRoute route)
    {
        if (taken.Count == 0 || !all.Exists(named => taken.ContainsKey(named.Name)))
        {
            return;
        }

        var own = all.ToLookup(static named => named.Name, StringComparer.Ordinal);
        var free = new HashSet<string>(own.Select(static group => group.Key), StringComparer.Ordinal);
        foreach (var group in own.Where(group => taken.ContainsKey(group.Key)).ToList())
        {
            foreach (var alike in group.GroupBy(static named => named.Given is null ? named.Candidate.Source : default))
            {
                var name = NamesFor(alike.First(), route).First(name => !taken.ContainsKey(name) && free.Add(name));
                foreach (var named in alike)
                {
                    ReportTaken(named, name);
                    named.Name = name;
                }
            }
        }
    }

    // From the plainest on; the last ones are without end.
    private IEnumerable<string> NamesFor(Named named, HttpRoute route)
    {
        if (named is { Given: null, Detail: OperationName.Detail.Plain }
            && OperationName.Of(named.Candidate, OperationName.Detail.Matchers, "") is var told && told != named.Name)
        {
            named.Detail = OperationName.Detail.Matchers;
            yield return OperationName.Bounded(told);
        }

        if (ScopeOf(route) is { } scope)
        {
            yield return With(scope);
        }

        var place = $"route={route.Key.Namespace}/{route.Key.Name}";
        yield return With(place);
        for (var number = 2; ; number++)
        {
            yield return With($"{place}#{number}");
        }

        string With(string foreign) => OperationName.Bounded(named.Given is { } given
            ? OperationName.WithDetails(given, [foreign])
            : OperationName.Of(named.Candidate, named.Detail, foreign));
    }

    // What most often tells a younger route from an older one, in the route's own words.
    private string? ScopeOf(HttpRoute route) => target.Target.Kind == TargetKind.Gateway
        ? route.Hostnames is [var hostname] ? $"host={hostname}" : null
        : route.ParentRefs is [{ Port: { } port }] ? $"port={port}" : null;

    private void ReportTaken(Named named, string name)
    {
        if (named.Given is { } given && taken.TryGetValue(given, out var older))
        {
            var candidate = named.Candidate;
            findings.Add(
                FindingCode.RMW004, candidate.Route.Key, candidate.FieldPath, given,
                $"is already the operation name of {older.FieldPath} of {older.Route.Key}, which is older, so this one is called {name}",
                $"give it another name by rules[].name or the annotation {NameOverrides.Annotation}");
        }
    }

    // With others before it, also of older routes, it means the rest; with hostnames, its own or a listener's, theirs.
    private void ReportSayingNothing(List<Named> all, HttpRoute route)
    {
        if (all is [{ Given: null, Candidate: { IsCatchAll: true } only }] && route.Hostnames.Count == 0
            && !only.Rule.FilterTypes.Contains("RequestRedirect", StringComparer.Ordinal)
            && target.Lists.Any(list => list.Scope is not RouteScope.AtHost { Hostname: not Hostname.Any } && list.Candidates.Contains(only)))
        {
            findings.Add(
                FindingCode.RMW006, route.Key, only.FieldPath, null, "matches every request, so its operation name says nothing",
                "match what matters before it, or name it by rules[].name");
        }
    }
}
