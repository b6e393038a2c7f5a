using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Targets;

/// <summary>A snapshot under one configuration, which says how each namespace stands. For one plan, on one thread.</summary>
internal sealed class EnrolledMesh(MeshSnapshot snapshot, RouteMetricsSettings settings)
{
    private readonly Dictionary<string, NamespaceEnrolment> enrolments = new(StringComparer.Ordinal);

    public MeshSnapshot Snapshot => snapshot;

    public RouteMetricsSettings Settings => settings;

    /// <summary>How a namespace stands; one that is not held counts as enrolled, unless its name alone exempts it.</summary>
    public NamespaceEnrolment Enrolment(string name)
    {
        if (!enrolments.TryGetValue(name, out var enrolment))
        {
            enrolments[name] = enrolment = snapshot.Namespace(name) is { } resource
                ? NamespaceEnrolment.Decide(resource, settings, snapshot.Installed)
                : NamespaceEnrolment.OfUnknown(name, settings);
        }

        return enrolment;
    }
}
