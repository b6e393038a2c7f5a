using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Manifests;

/// <summary>A Namespace with the labels we apply: absent ones, and those that already have our value (omission removes them).</summary>
internal static class NamespaceManifest
{
    public static Manifest? Of(NamespaceResource resource, RouteMetricsSettings settings) =>
        LabelsOf(resource, settings) is not { Count: > 0 } labels
            ? null
            : new("v1", "Namespace", null, resource.Name, ManifestValue.MapOf(
                ("apiVersion", "v1"),
                ("kind", "Namespace"),
                ("metadata", ManifestValue.MapOf(
                    ("name", resource.Name),
                    ("labels", ManifestValue.MapOf([.. labels.Select(static label => (label.Key, (ManifestValue)label.Value))]))))));

    /// <summary>As if the namespace had neither: the labels that one of this name would get. Empty if it is not enrolled.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> LabelsOf(NamespaceResource resource, RouteMetricsSettings settings) =>
        NamespaceEnrolment.Decide(resource, settings).IsEnrolled
            ? NamespaceEnrolment.Decide(new(resource.Name, WithoutOurs(resource, settings)), settings).LabelsToAdd
            : [];

    private static Dictionary<string, string> WithoutOurs(NamespaceResource resource, RouteMetricsSettings settings)
    {
        var waypoint = NamespaceEnrolment.GeneratedWaypoint(resource.Name, settings);
        return resource.Labels
            .Where(label => !(label.Key == IstioLabels.DataplaneMode && label.Value == IstioLabels.Ambient)
                && !(label.Key == IstioLabels.UseWaypoint && label.Value == waypoint))
            .ToDictionary(StringComparer.Ordinal);
    }
}
