using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Rules;

/// <summary>
/// How large a route is judged and synthesized at all: eight times what the CRD of Gateway API v1.6 takes, so that newer versions may raise
/// it. Mutating webhooks run before the API server checks the schema, so a client could otherwise have us work on megabytes of matches.
/// </summary>
internal static class RouteBounds
{
    private const int Slack = 8;
    private const int MostRules = 16 * Slack;
    private const int MostMatches = 128 * Slack;
    private const int MostParentRefs = 32 * Slack;
    private const int MostHostnames = 16 * Slack;
    private const int MostInMatch = 16 * Slack;

    /// <summary>Whether a route is within the bounds; the first list that is not is a finding.</summary>
    public static bool Admit(HttpRoute route, FindingList findings)
    {
        var (path, count, most) = Largest(route);
        if (count <= most)
        {
            return true;
        }

        findings.Add(
            FindingCode.RMW012, route.Key, path, null,
            $"has {count} items, more than the {most} up to which a route is looked at (the CRD takes {most / Slack})", "split the route");
        return false;
    }

    private static (string Path, int Count, int Most) Largest(HttpRoute route)
    {
        if (route.Rules.Count > MostRules)
        {
            return ("spec.rules", route.Rules.Count, MostRules);
        }

        if (route.ParentRefs.Count > MostParentRefs)
        {
            return ("spec.parentRefs", route.ParentRefs.Count, MostParentRefs);
        }

        if (route.Hostnames.Count > MostHostnames)
        {
            return ("spec.hostnames", route.Hostnames.Count, MostHostnames);
        }

        var matches = route.Rules.Sum(static rule => rule.Matches.Count);
        return matches > MostMatches ? ("spec.rules[].matches", matches, MostMatches) : LargestInMatches(route);
    }

    private static (string Path, int Count, int Most) LargestInMatches(HttpRoute route)
    {
        for (var rule = 0; rule < route.Rules.Count; rule++)
        {
            var matches = route.Rules[rule].Matches;
            for (var match = 0; match < matches.Count; match++)
            {
                if (matches[match].Headers.Count > MostInMatch)
                {
                    return ($"spec.rules[{rule}].matches[{match}].headers", matches[match].Headers.Count, MostInMatch);
                }

                if (matches[match].QueryParams.Count > MostInMatch)
                {
                    return ($"spec.rules[{rule}].matches[{match}].queryParams", matches[match].QueryParams.Count, MostInMatch);
                }
            }
        }

        return default;
    }
}
