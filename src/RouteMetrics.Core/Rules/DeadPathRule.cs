using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Rules;

/// <summary>RMW003: paths that no request has, whatever other routes there are; RMW017: those that hardly any has.</summary>
internal static class DeadPathRule
{
    public static void Check(HttpRoute route, FindingList findings)
    {
        for (var rule = 0; rule < route.Rules.Count; rule++)
        {
            var matches = route.Rules[rule].Matches;
            for (var match = 0; match < matches.Count; match++)
            {
                if (FaultOf(matches[match].Path) is var (code, reason, fix))
                {
                    findings.Add(
                        code, route.Key, $"spec.rules[{rule}].matches[{match}].path.value", matches[match].Path.Value,
                        reason, fix);
                }
            }
        }
    }

    private static (FindingCode Code, string Reason, string Fix)? FaultOf(PathMatch path) => path switch
    {
        PathMatch.RegularExpression when PathRegion.Of(path).IsUnreachable =>
            (FindingCode.RMW003, "is never reached: every path begins with /, and what the expression matches does not",
                "begin it with /"),
        PathMatch.Prefix(var value) when WildcardOf(value) is { } wildcard =>
            (FindingCode.RMW017, $"{wildcard} stands for itself in a PathPrefix, so that only paths that have it are taken",
                PrefixFix(value, wildcard)),
        PathMatch.Exact(var value) when WildcardOf(value) is { } wildcard =>
            (FindingCode.RMW017, $"{wildcard} stands for itself in an Exact path, so that only paths that have it are taken",
                "write a PathPrefix, or a RegularExpression such as /users/[^/]+"),
        _ => null,
    };

    private static string PrefixFix(string value, string wildcard)
    {
        var before = value[..value.IndexOf(wildcard, StringComparison.Ordinal)].TrimEnd('/');
        return value.EndsWith(wildcard, StringComparison.Ordinal)
            ? $"write {(before.Length == 0 ? "/" : before)}, which takes everything below"
            : "write a RegularExpression such as /users/[^/]+/orders(/.*)?";
    }

    // What other routers take for "anything" in a segment: /api/*, /files/**, /api/.*, /users/:id.
    private static string? WildcardOf(string path) =>
        path.AsSpan().ContainsAny("*:+") ? path.Split('/').FirstOrDefault(IsWildcard) : null;

    private static bool IsWildcard(string segment) => segment switch
    {
        "*" or "**" or ".*" or ".+" or "(.*)" => true,
        [':', var first, ..] => char.IsAsciiLetter(first),
        ['*', ..] or [.., '*'] => true,
        _ => false,
    };
}
