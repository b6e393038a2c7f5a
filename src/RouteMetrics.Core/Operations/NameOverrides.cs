using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// Names given by the route: in <c>rules[].name</c>, or, with precedence, in the annotation <c>routemetrics.io/operation-names</c>, one
/// line each: <c>my-rule: echo</c> (a rule by name), <c>GET /pay: checkout</c> (matches by method and path, as they are named without it),
/// <c>0: GET health</c> (a rule by index), <c>1/0: echo</c> (one of its matches).
/// </summary>
internal sealed class NameOverrides
{
    public const string Annotation = "routemetrics.io/operation-names";

    private readonly HttpRoute route;
    private readonly IReadOnlyList<RouteCandidate> candidates;
    private readonly Dictionary<(int Rule, int Match), string> names = [];
    private ILookup<string, (int Rule, int Match)>? matches;

    private NameOverrides(HttpRoute route, IReadOnlyList<RouteCandidate> candidates) => (this.route, this.candidates) = (route, candidates);

    private ILookup<string, (int Rule, int Match)> Matches => matches ??= candidates.ToLookup(
        static candidate => OperationName.Of(candidate, OperationName.Detail.Plain, ""),
        static candidate => (candidate.Source.Rule, candidate.Source.Match),
        StringComparer.Ordinal);

    /// <summary>Reads the annotation; a line that is no use is a finding and is left out.</summary>
    public static NameOverrides Of(
        HttpRoute route, IReadOnlyList<RouteCandidate> candidates, string unmatchedName, FindingList findings)
    {
        var overrides = new NameOverrides(route, candidates);
        for (var rule = 0; rule < route.Rules.Count; rule++)
        {
            overrides.NameRule(rule, unmatchedName, findings);
        }

        if (!route.Annotations.TryGetValue(Annotation, out var text))
        {
            return overrides;
        }

        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (overrides.FaultOf(line, unmatchedName) is { } fault)
            {
                findings.Add(FindingCode.RMW009, route.Key, $"metadata.annotations[{Annotation}]", line, fault.Reason, fault.Fix);
            }
        }

        return overrides;
    }

    /// <summary>The name given to a match; null when none is.</summary>
    public string? For(RouteCandidate candidate) =>
        names.TryGetValue((candidate.Source.Rule, candidate.Source.Match), out var name)
        || names.TryGetValue((candidate.Source.Rule, EveryMatch), out name)
            ? name
            : null;

    private const int EveryMatch = -1;

    private void NameRule(int rule, string unmatchedName, FindingList findings)
    {
        if (route.Rules[rule].Name is not { } name)
        {
            return;
        }

        if (OperationName.FaultOf(name, unmatchedName) is { } fault)
        {
            findings.Add(FindingCode.RMW009, route.Key, $"spec.rules[{rule}].name", name, fault.Reason, fault.Fix);
        }
        else
        {
            names[(rule, EveryMatch)] = name;
        }
    }

    private (string Reason, string Fix)? FaultOf(string line, string unmatchedName)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (colon <= 0)
        {
            return ("is no line that names an operation", "write \"<rule name>: <name>\", \"GET /path: <name>\" or \"<rule index>: <name>\"");
        }

        var (key, name) = (line[..colon].TrimEnd(), line[(colon + 2)..].Trim());
        if (KeysOf(key) is not { Count: > 0 } keys)
        {
            return (
                $"names a rule or match \"{key}\" that the route does not have",
                $"name one of its rules, 0 to {route.Rules.Count - 1}, or remove the line");
        }

        if (OperationName.FaultOf(name, unmatchedName) is { } fault)
        {
            return fault;
        }

        keys.ForEach(match => names[match] = name);
        return null;
    }

    private List<(int Rule, int Match)> KeysOf(string key)
    {
        var named = Enumerable.Range(0, route.Rules.Count)
            .Where(rule => route.Rules[rule].Name == key)
            .Select(static rule => (rule, EveryMatch))
            .ToList();
        if (named.Count == 0 && key.Contains(' ', StringComparison.Ordinal))
        {
            named.AddRange(Matches[key]);
        }

        if (named.Count > 0)
        {
            return named;
        }

        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var hasRule = int.TryParse(slash < 0 ? key : key.AsSpan(0, slash), System.Globalization.NumberStyles.None, null, out var rule)
            && rule < route.Rules.Count;
        if (slash < 0)
        {
            return hasRule ? [(rule, EveryMatch)] : [];
        }

        var hasMatch = int.TryParse(key.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out var match);
        return hasRule && hasMatch && match < Math.Max(1, route.Rules[rule].Matches.Count) ? [(rule, match)] : [];
    }
}
