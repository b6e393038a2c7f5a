using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Mesh;

/// <summary>
/// Whether a namespace is enrolled, and what labels that takes. <see cref="SkipReason"/> is null when enrolled; <see cref="LabelsToAdd"/> are only
/// those absent (empty when nothing is missing or when skipped); <see cref="Mode"/> is the label <c>routemetrics.io/mode</c>, else the default.
/// </summary>
public sealed record NamespaceEnrolment(string? SkipReason, IReadOnlyList<KeyValuePair<string, string>> LabelsToAdd, Mode Mode)
{
    public bool IsEnrolled => SkipReason is null;

    public static NamespaceEnrolment Decide(NamespaceResource resource, RouteMetricsSettings settings) =>
        throw new System.Diagnostics.UnreachableException();

    /// <summary>The reason why a namespace of this name is never touched nor judged, whatever its labels say; null if it may be.</summary>
    public static string? ExemptionOf(string name, RouteMetricsSettings settings) => throw new System.Diagnostics.UnreachableException();
}
