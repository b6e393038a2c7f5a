using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Events;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>The Events about the routes of a namespace.</summary>
internal static class RouteEvents
{
    /// <summary>The findings about routes, except in namespaces that are exempt, not enrolled, or in mode audit.</summary>
    public static IEnumerable<ObjectEvent> Of(NamespaceView view, DesiredNamespace desired, RouteMetricsSettings settings)
    {
        var judged = desired.Findings.Select(static finding => finding.Object.Key.Namespace).Distinct(StringComparer.Ordinal)
            .Where(ns => view.Mesh.Namespace(ns) is { } known
                && NamespaceEnrolment.Decide(known, settings, view.Mesh.Installed) is { RefusalReason: null, Mode: not Mode.Audit })
            .ToHashSet(StringComparer.Ordinal);
        return ObjectEvent.OfFindings(
            desired.Findings.Where(finding =>
                finding.Object.IsRoute && judged.Contains(finding.Object.Key.Namespace)),
            view.Routes.ToDictionary(static route => ObjectRef.Route(route.Key), static route => route.Value),
            settings);
    }
}
