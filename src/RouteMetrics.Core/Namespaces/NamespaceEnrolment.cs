using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Namespaces;

/// <summary>
/// Whether a namespace is enrolled, and the labels that takes. <see cref="SkipReason"/> is null when enrolled; <see cref="LabelsToAdd"/>
/// are the absent ones; <see cref="Mode"/> is the label <c>routemetrics.io/mode</c>, else the default.
/// </summary>
public sealed record NamespaceEnrolment(string? SkipReason, IReadOnlyList<KeyValuePair<string, string>> LabelsToAdd, Mode Mode)
{
    public bool IsEnrolled => SkipReason is null;

    /// <summary>Why not even a Gateway is measured there: exempt, opted out or not enrolled. Null if only its waypoint is.</summary>
    public string? RefusalReason { get; init; }

    /// <summary>Nobody asked for it: it would have to opt in by its label, and says neither yes nor no.</summary>
    public bool IsUnasked { get; init; }

    /// <summary>Of an unasked namespace: nothing else is in the way.</summary>
    public bool CanOptIn { get; init; }

    /// <summary>
    /// <paramref name="installed"/>: namespaces that are no younger stay as they are unless they opt in; null for one that is new.
    /// </summary>
    public static NamespaceEnrolment Decide(NamespaceResource resource, RouteMetricsSettings settings, DateTimeOffset? installed = null)
    {
        var record = EnrolmentRecord.Of(resource);
        var refusal = RefusalOf(resource, settings) ?? TooOld(resource, record, installed);
        var reason = refusal ?? WithoutWaypointOf(resource.Labels) ?? RemovedOf(resource.Labels, record);
        IReadOnlyList<KeyValuePair<string, string>> missing = reason is null && record is null ? MissingLabels(resource, settings) : [];
        var isUnasked = refusal is not null && settings.Enrolment != Enrolment.None && ReasonNotJudged(resource, settings) is null;
        return new(reason, missing, ModeOf(resource.Labels, settings))
        {
            RefusalReason = refusal,
            IsUnasked = isUnasked,
            CanOptIn = isUnasked && WithoutWaypointOf(resource.Labels) is null,
        };
    }

    /// <summary>A namespace of which only the name is known: enrolled, unless the name exempts it.</summary>
    public static NamespaceEnrolment OfUnknown(string name, RouteMetricsSettings settings)
    {
        var exemption = ExemptionOf(name, settings);
        return new(exemption, [], settings.Mode) { RefusalReason = exemption };
    }

    /// <summary>The mode that the labels of a namespace ask for; a value that is none of the three counts as absent.</summary>
    public static Mode ModeOf(IReadOnlyDictionary<string, string> labels, RouteMetricsSettings settings) =>
        labels.GetValueOrDefault(IstioLabels.Mode) switch
        {
            "enforce" => Mode.Enforce,
            "warn" => Mode.Warn,
            "audit" => Mode.Audit,
            _ => settings.Mode,
        };

    /// <summary>The reason why a namespace of this name is never touched nor judged, whatever its labels say; null if it may be.</summary>
    public static string? ExemptionOf(string name, RouteMetricsSettings settings)
    {
        if (name.StartsWith("kube-", StringComparison.Ordinal))
        {
            return "kube-* namespaces belong to Kubernetes";
        }

        if (name == IstioLabels.RootNamespace)
        {
            return "istio-system belongs to Istio";
        }

        if (name == settings.OwnNamespace)
        {
            return "it is the webhook's own namespace";
        }

        return NamespacePattern.Match(settings.ExemptNamespaces, name) is { } match ? $"the configuration exempts {match}" : null;
    }

    /// <summary>Why the objects of a namespace are not judged: its name is exempt, or its label opts it out; null if they are.</summary>
    public static string? ReasonNotJudged(NamespaceResource known, RouteMetricsSettings settings) =>
        ExemptionOf(known.Name, settings) ?? OptOutOf(known);

    /// <summary>
    /// The same for its WasmPlugins, TrafficExtensions and Telemetries. Those of Istio's root namespace act on the whole mesh, so they are
    /// judged though nothing else there is (istio#49223: one expression took all proxies of a mesh down).
    /// </summary>
    public static string? ReasonExpressionsNotJudged(NamespaceResource known, RouteMetricsSettings settings) =>
        known.Name == IstioLabels.RootNamespace ? OptOutOf(known) : ReasonNotJudged(known, settings);

    /// <summary>The mode for these: nothing is refused in the root namespace, which has to be possible to repair.</summary>
    public static Mode ModeOfExpressions(NamespaceResource known, RouteMetricsSettings settings) =>
        ModeOf(known.Labels, settings) is var mode && known.Name == IstioLabels.RootNamespace && mode == Mode.Enforce ? Mode.Warn : mode;

    /// <summary>The waypoint that a namespace gets when it names none itself.</summary>
    public static string GeneratedWaypoint(string name, RouteMetricsSettings settings) => GeneratedName.For(settings.Names.Waypoint, name);

    /// <summary>Both labels of an enrolled namespace.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> LabelsOf(string name, RouteMetricsSettings settings) =>
        [new(IstioLabels.DataplaneMode, IstioLabels.Ambient), new(IstioLabels.UseWaypoint, GeneratedWaypoint(name, settings))];

    /// <summary>Whether this or an earlier release makes a waypoint of that name: the namespace's label may name the earlier.</summary>
    public static bool IsGeneratedWaypoint(string waypoint, string name, RouteMetricsSettings settings) =>
        waypoint == GeneratedWaypoint(name, settings) || waypoint == GeneratedName.EarlierFor(settings.Names.Waypoint, name);

    private static string? OptOutOf(NamespaceResource known) => known.Labels.GetValueOrDefault(IstioLabels.Enabled) == "false"
        ? $"the namespace is opted out by the label {IstioLabels.Enabled}: \"false\""
        : null;

    private static string? RefusalOf(NamespaceResource resource, RouteMetricsSettings settings)
    {
        var enabled = resource.Labels.GetValueOrDefault(IstioLabels.Enabled);
        return ExemptionOf(resource.Name, settings) switch
        {
            { } exemption => exemption,
            null when enabled == "false" => $"it is opted out by the label {IstioLabels.Enabled}: \"false\"",
            null when settings.Enrolment == Enrolment.None => "the configuration enrols no namespace",
            null when settings.Enrolment == Enrolment.Labelled && enabled != "true" =>
                $"the configuration enrols only namespaces with the label {IstioLabels.Enabled}: \"true\"",
            null => null,
        };
    }

    private static string? TooOld(NamespaceResource resource, EnrolmentRecord? record, DateTimeOffset? installed) =>
        installed is { } time && record is null && !(resource.Created > time)
        && resource.Labels.GetValueOrDefault(IstioLabels.Enabled) != "true"
            ? $"it is older than the installation, and does not opt in by the label {IstioLabels.Enabled}: \"true\""
            : null;

    // Whatever we once wrote, a label that is not there any more was removed by the namespace's owner, unless we took it back.
    private static string? RemovedOf(IReadOnlyDictionary<string, string> labels, EnrolmentRecord? record) => record switch
    {
        null => null,
        _ when !labels.ContainsKey(IstioLabels.DataplaneMode) => $"its label {IstioLabels.DataplaneMode} was removed",
        { IsWaypointWithdrawn: false } when !labels.ContainsKey(IstioLabels.UseWaypoint)
            && record.HasAdded(IstioLabels.UseWaypoint) => $"its label {IstioLabels.UseWaypoint} was removed",
        _ => null,
    };

    private static string? WithoutWaypointOf(IReadOnlyDictionary<string, string> labels) => labels switch
    {
        // Ambient and sidecars exclude each other: a pod that gets a sidecar is skipped by the CNI (istio enablement_selector.go).
        _ when Sidecars.AskedForBy(labels) is { } asked => $"it has sidecars: label {asked.Key}: {asked.Value}",
        _ when labels.GetValueOrDefault(IstioLabels.DataplaneMode) is { } mode && mode != IstioLabels.Ambient =>
            $"it is opted out of ambient by the label {IstioLabels.DataplaneMode}: {mode}",
        _ when labels.GetValueOrDefault(IstioLabels.UseWaypoint) == IstioLabels.None =>
            $"it is opted out of waypoints by the label {IstioLabels.UseWaypoint}: none",
        _ => null,
    };

    // A use-waypoint-namespace without a use-waypoint is a user half way: our name would point into a foreign namespace.
    private static IReadOnlyList<KeyValuePair<string, string>> MissingLabels(NamespaceResource resource, RouteMetricsSettings settings) =>
    [
        .. LabelsOf(resource.Name, settings).Where(label => !resource.Labels.ContainsKey(label.Key)
            && !(label.Key == IstioLabels.UseWaypoint && resource.Labels.ContainsKey(IstioLabels.UseWaypointNamespace))),
    ];
}
