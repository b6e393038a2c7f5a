using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// Routes of namespaces that nobody asked to be measured, and that are not: what makes a metric poor is no news there. What would break a
/// proxy is, and how to opt in.
/// </summary>
internal static class UnaskedRoutes
{
    /// <summary>The findings without those.</summary>
    public static IReadOnlyList<Finding> Asked(IReadOnlyList<Finding> findings, IEnumerable<HttpRoute> routes, EnrolledMesh mesh)
    {
        if (findings.Count == 0)
        {
            return findings;
        }

        var unasked = routes.Where(route => IsUnasked(route, mesh)).Select(static route => ObjectRef.Route(route.Key)).ToHashSet();
        return unasked.Count == 0 ? findings :
        [
            .. findings.Where(finding =>
                finding.Severity == Severity.Deny || finding.Code == FindingCode.RMW008 || !unasked.Contains(finding.Object)),
        ];
    }

    private static bool IsUnasked(HttpRoute route, EnrolledMesh mesh) => mesh.Enrolment(route.Key.Namespace).IsUnasked
        && route.ParentRefs.All(parent => ParentMeasurement.Of(route, parent, mesh) is ParentMeasurement.Nowhere);
}
