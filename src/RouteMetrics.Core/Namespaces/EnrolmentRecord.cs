using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Namespaces;

/// <summary>
/// What earlier writes of ours left on an enrolled Namespace: the labels that we added (one that is absent now was removed by its owner),
/// and whether we took back the waypoint label ourselves.
/// </summary>
public sealed record EnrolmentRecord(IReadOnlyList<string> Added, bool IsWaypointWithdrawn)
{
    private const string Withdrawn = $"-{IstioLabels.UseWaypoint}";

    /// <summary>Null for a namespace that was never enrolled. A label that a user wrote since is the user's.</summary>
    public static EnrolmentRecord? Of(NamespaceResource resource)
    {
        if (!resource.Annotations.TryGetValue(IstioLabels.Enrolled, out var text))
        {
            return resource.OwnedLabels.Count > 0
                ? new(WithoutOthers(resource.OwnedLabels, resource), IsWaypointWithdrawn: false)
                : null;
        }

        var entries = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(
            WithoutOthers(entries.Where(static entry => entry != Withdrawn), resource),
            entries.Contains(Withdrawn, StringComparer.Ordinal));
    }

    /// <summary>Whether we added the label, whether or not it is still there.</summary>
    public bool HasAdded(string label) => Added.Contains(label, StringComparer.Ordinal);

    /// <summary>The record with these labels added too.</summary>
    public EnrolmentRecord With(IEnumerable<string> labels) => new(
        [.. Added.Union(labels, StringComparer.Ordinal)],
        IsWaypointWithdrawn && !labels.Contains(IstioLabels.UseWaypoint, StringComparer.Ordinal));

    /// <summary>The record once the waypoint label is taken back, or held back.</summary>
    public EnrolmentRecord WithoutWaypoint() => new([.. Added.Where(static label => label != IstioLabels.UseWaypoint)], true);

    private static IReadOnlyList<string> WithoutOthers(IEnumerable<string> labels, NamespaceResource resource) =>
        [.. labels.Where(label => !resource.OthersLabels.Contains(label, StringComparer.Ordinal))];

    /// <summary>As the annotation has it.</summary>
    public override string ToString() => string.Join(',', IsWaypointWithdrawn ? Added.Append(Withdrawn) : Added);
}
