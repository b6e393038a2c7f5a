using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Namespaces;

/// <summary>Everything of ours on a Namespace, what is there already included: an apply that leaves a label out would remove it.</summary>
public sealed record NamespaceMark(
    IReadOnlyList<KeyValuePair<string, string>> Labels, IReadOnlyList<KeyValuePair<string, string>> Annotations)
{
    /// <summary>
    /// <paramref name="wantsWaypoint"/>: a route is measured at the waypoint. <paramref name="isHeld"/>: there is none, and none is to be
    /// created. <paramref name="objects"/>: the record of the objects that we made there; null without any, now and earlier.
    /// </summary>
    public static NamespaceMark Of(
        NamespaceResource resource, NamespaceEnrolment enrolment, RouteMetricsSettings settings, bool wantsWaypoint, bool isHeld,
        string? objects)
    {
        var record = EnrolmentRecord.Of(resource);
        var added = enrolment.IsEnrolled ? Added(resource, record, enrolment, settings, wantsWaypoint && !isHeld, isHeld) : [];
        var after = enrolment.IsEnrolled || record is not null
            ? (record ?? new([], IsWaypointWithdrawn: isHeld)).With(added.Select(static label => label.Key))
            : null;
        return new(
            [.. Present(resource, record, settings), .. added],
            after is null && objects is null
                ? []
                : [
                    .. AnnotationOf(IstioLabels.Enrolled, after?.ToString()), new(IstioLabels.Installation, settings.OwnNamespace),
                    .. AnnotationOf(IstioLabels.Objects, objects),
                ]);
    }

    /// <summary>The labels that are not there, or not ours to keep.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> LabelsMissingOn(NamespaceResource resource) =>
    [
        .. Labels.Where(label => resource.Labels.GetValueOrDefault(label.Key) != label.Value
            || !resource.OwnedLabels.Contains(label.Key, StringComparer.Ordinal)),
    ];

    /// <summary>Whether all of it is there, and the labels are ours to keep even if a tool applies the Namespace without them.</summary>
    public bool IsOn(NamespaceResource resource) =>
        LabelsMissingOn(resource).Count == 0
        && Annotations.All(annotation => resource.Annotations.GetValueOrDefault(annotation.Key) == annotation.Value);

    private static IReadOnlyList<KeyValuePair<string, string>> Added(
        NamespaceResource resource, EnrolmentRecord? record, NamespaceEnrolment enrolment, RouteMetricsSettings settings,
        bool wantsWaypoint, bool isHeld)
    {
        if (record is null)
        {
            return [.. enrolment.LabelsToAdd.Where(label => !isHeld || label.Key != IstioLabels.UseWaypoint)];
        }

        return wantsWaypoint && record.IsWaypointWithdrawn && !resource.Labels.ContainsKey(IstioLabels.UseWaypoint)
            && !resource.Labels.ContainsKey(IstioLabels.UseWaypointNamespace)
            ? [new(IstioLabels.UseWaypoint, NamespaceEnrolment.GeneratedWaypoint(resource.Name, settings))]
            : [];
    }

    private static IEnumerable<KeyValuePair<string, string>> Present(
        NamespaceResource resource, EnrolmentRecord? record, RouteMetricsSettings settings) =>
        resource.Labels.Where(label => record?.HasAdded(label.Key) == true && label switch
        {
            (IstioLabels.DataplaneMode, IstioLabels.Ambient) => true,
            (IstioLabels.UseWaypoint, var waypoint) => NamespaceEnrolment.IsGeneratedWaypoint(waypoint, resource.Name, settings),
            _ => false,
        });

    private static IEnumerable<KeyValuePair<string, string>> AnnotationOf(string key, string? value) =>
        value is null ? [] : [new(key, value)];
}
