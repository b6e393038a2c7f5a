using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Objectives;

namespace RouteMetrics.Core.Rules;

/// <summary>RMW020: the annotation of the objective cannot be measured, or says nothing.</summary>
internal static class ObjectiveRule
{
    public static void Check(HttpRoute route, FindingList findings)
    {
        if (route.Annotations.TryGetValue(ServiceLevel.Annotation, out var text) && ServiceLevel.Parse(text, out var fault) is null)
        {
            findings.Add(
                FindingCode.RMW020, route.Key, $"metadata.annotations[{ServiceLevel.Annotation}]", text, fault.Reason, fault.Fix);
        }
    }
}
