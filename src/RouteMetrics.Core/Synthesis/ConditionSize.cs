using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;

namespace RouteMetrics.Core.Synthesis;

/// <summary>
/// The proxy's CEL parser takes 100,000 code points and 32 levels; one condition beyond drops the whole plugin configuration. Only header and query matches and
/// lists of virtual hosts can come near.
/// </summary>
internal static class ConditionSize
{
    public static bool IsProgrammable(OperationEntry entry, FindingList findings)
    {
        if (entry.Candidate is { HeaderCount: 0, QueryParamCount: 0 } && entry.Guards.Count == 0)
        {
            return true;
        }

        var size = CelLimits.Measure(entry.Condition);
        if (size.Fits)
        {
            return true;
        }

        findings.Add(
            FindingCode.RMW010,
            entry.Candidate.Route.Key,
            entry.Candidate.FieldPath,
            null,
            $"its condition has {size.CodePoints} characters and {size.Depth} levels; the proxy takes {CelLimits.MaximumCodePoints} and {CelLimits.MaximumDepth}, so it is left out; shorten names and values or split the match");
        return false;
    }
}
