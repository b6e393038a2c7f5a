using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Rules;

/// <summary>RMW002 and RMW003: matches that no request reaches at any of their targets, hosts and ports.</summary>
internal static class UnreachedMatches
{
    public static void Report(IEnumerable<RouteCandidate> candidates, FindingList findings)
    {
        foreach (var candidate in candidates)
        {
            if (!candidate.IsReached && candidate.HiddenBy is { } hiding)
            {
                Report(candidate, hiding, findings);
            }
        }
    }

    private static void Report(RouteCandidate hidden, RouteCandidate hiding, FindingList findings)
    {
        const string Widen = "give the catch-all a method, header or query parameter, or remove this match";
        var place = $"{hiding.FieldPath} of {hiding.Route.Key}";
        var cutOff = $"is never programmed: Istio stops at the catch-all {place}";
        if (hidden.Path is PathMatch.RegularExpression(var expression) && hidden.IsCutOff)
        {
            findings.Add(FindingCode.RMW002, hidden.Route.Key, $"{hidden.FieldPath}.{hidden.PathField}", expression, cutOff, Widen);
            return;
        }

        var (reason, fix) = (hidden.IsCutOff, IsEqual(hidden, hiding)) switch
        {
            (true, false) => (cutOff, Widen),
            (_, true) => ($"is never reached: {place} matches the same requests and goes first", "remove one of them"),
            _ => ($"is never reached: {place} matches all its requests and goes first", "narrow that one, or remove this match"),
        };
        findings.Add(FindingCode.RMW003, hidden.Route.Key, hidden.FieldPath, null, reason, fix);
    }

    private static bool IsEqual(RouteCandidate hidden, RouteCandidate hiding) =>
        hidden.Region == hiding.Region && hidden.Requirements.AsSpan().SequenceEqual(hiding.Requirements);
}
