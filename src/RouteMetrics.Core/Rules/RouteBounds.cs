using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Rules;

/// <summary>
/// How large a route is judged at all: eight times what the CRD of Gateway API v1.6 takes, so that newer versions may raise it. Mutating
/// webhooks run before the API server checks the schema, so a client could otherwise have us work on megabytes of matches. And how large it
/// is measured: the CRD takes 128 matches with 16 headers of 4 KB, of which a few hundred routes are more than a replica has memory for.
/// </summary>
public static class RouteBounds
{
    /// <summary>Of a route in memory, where a route has a few KB.</summary>
    public const int LargestMeasured = 256 * 1024;

    private const int Slack = 8;
    private const int MostRules = 16 * Slack;
    private const int MostMatches = 128 * Slack;
    private const int MostParentRefs = 32 * Slack;
    private const int MostHostnames = 16 * Slack;
    private const int MostInMatch = 16 * Slack;

    /// <summary>Whether a route is within the bounds; the first list that is not is a finding.</summary>
    internal static bool Admit(HttpRoute route, FindingList findings)
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

    /// <summary>Why a whole route is not measured; null if it is.</summary>
    public static LeftOutRoute? LeftOut(HttpRoute route)
    {
        var size = RouteSize.Of(route);
        return size <= LargestMeasured ? null : LeftOut(
            route, $"takes {size / 1024} KiB of memory, more than the {LargestMeasured / 1024} KiB up to which a route is measured",
            "split the route, or shorten its values");
    }

    /// <summary>Why a route is not measured whose namespace has used up its share of the memory.</summary>
    public static LeftOutRoute NoRoom(HttpRoute route) => LeftOut(
        route, $"takes {(RouteSize.Of(route) + 1023) / 1024} KiB of memory, more than the routes of namespace {route.Key.Namespace} leave",
        "remove or shorten routes of the namespace, or have the program given more memory");

    internal static LeftOutRoute LeftOut(HttpRoute route, string reason, string fix) =>
        new(reason, fix, [.. route.Rules.Select(static rule => rule.Name).OfType<string>().Distinct(StringComparer.Ordinal)]);

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
