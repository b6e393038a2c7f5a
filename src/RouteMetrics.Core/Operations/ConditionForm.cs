using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Conditions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Operations;

/// <summary>RMW010: what a condition cannot say, or the proxy's parser does not take.</summary>
internal static class ConditionForm
{
    /// <summary>A match of which a part cannot be said in CEL.</summary>
    public static void ReportNone(OperationEntry entry, FindingList findings)
    {
        if (entry.Terms.NoForm is var (field, value, reason))
        {
            findings.Add(
                FindingCode.RMW010, entry.Candidate.Route.Key, $"{entry.Candidate.FieldPath}.{field}", value,
                $"has no CEL form within a query string, so its requests are not told apart: {reason}", "write it without");
        }
    }

    /// <summary>
    /// Whether the proxy's CEL parser takes it: 100,000 code points and 32 levels; one condition beyond drops the whole plugin
    /// configuration. Only header and query matches and lists of virtual hosts can come near. <paramref name="guard"/> if it asks that, too.
    /// </summary>
    public static bool Fits(Operation operation, OperationEntry entry, Guard? guard, FindingList findings)
    {
        var ofGuard = guard?.CodePoints ?? 0;
        if (MostCodePoints(entry) + ofGuard < CelLimits.MaximumCodePoints || operation.Condition is not { } condition
            || CelLimits.Measure(condition) is not { Fits: false } size)
        {
            return true;
        }

        var isGuard = ofGuard > size.CodePoints / 2;
        var cause = isGuard ? "; its virtual host has to exclude too many more specific hostnames of the Gateway" : "";

        // Hostnames are others' as well.
        findings.Add(
            FindingCode.RMW010, ObjectRef.Route(entry.Candidate.Route.Key), entry.Candidate.FieldPath, null,
            $"its condition has {size.CodePoints} characters and {size.Depth} levels; the proxy takes {CelLimits.MaximumCodePoints} and " +
                $"{CelLimits.MaximumDepth}, so it is left out{cause}",
            isGuard ? "give the route hostnames, or split the Gateway" : "shorten names and values, or split the match",
            isGuard ? Severity.Warn : Severity.Deny);
        return false;
    }

    // Far above the truth and cheap: a character is at most 6 when escaped, a parameter's name comes back in its regex about 20 times.
    private static int MostCodePoints(OperationEntry entry)
    {
        const int Escaped = 6;
        const int Overhead = 200;
        const int NameInQuery = 20;
        var match = entry.Candidate.Match;
        var most = Overhead + (Escaped * (entry.RouteName.Length + (2 * (match?.Path.Value.Length ?? 0))));
        for (var i = 0; i < match?.Headers.Count; i++)
        {
            most += Overhead + (Escaped * ((2 * match.Headers[i].Name.Length) + match.Headers[i].Value.Value.Length));
        }

        for (var i = 0; i < match?.QueryParams.Count; i++)
        {
            var param = match.QueryParams[i];
            most += Overhead + (Escaped * ((NameInQuery * param.Name.Length) + (4 * param.Value.Value.Length)));
        }

        return most;
    }
}
