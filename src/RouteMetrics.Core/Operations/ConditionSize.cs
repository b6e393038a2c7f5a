using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// The proxy's CEL parser takes 100,000 code points and 32 levels; one condition beyond drops the whole plugin configuration. Only header
/// and query matches and lists of virtual hosts can come near.
/// </summary>
internal static class ConditionSize
{
    public static bool IsProgrammable(OperationEntry entry, FindingList findings)
    {
        if (!entry.AsksEnvoy && entry.Guard.CodePoints + MostCodePoints(entry.Candidate.Match) < CelLimits.MaximumCodePoints)
        {
            return true;
        }

        var size = CelLimits.Measure(entry.Condition);
        if (size.Fits)
        {
            return true;
        }

        var isGuard = entry.Guard.CodePoints > size.CodePoints / 2;
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
    private static int MostCodePoints(HttpRouteMatch? match)
    {
        const int Escaped = 6;
        const int Overhead = 200;
        const int NameInQuery = 20;
        var most = Overhead + (Escaped * 2 * (match?.Path.Value.Length ?? 0));
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
