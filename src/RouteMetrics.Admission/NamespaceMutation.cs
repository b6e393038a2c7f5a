using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Admission;

/// <summary>
/// Enrols a Namespace on creation or when it opts in: adds missing labels, never overwrites the user's, and records in an annotation which
/// are ours. No other update enrols, so that an unrelated change moves no workload into the mesh and a removed label stays removed.
/// </summary>
internal static class NamespaceMutation
{
    public static Verdict Decide(AdmissionRequest request, RouteMetricsSettings settings) =>
        NamespaceEnrolment.ExemptionOf(request.Name, settings) is { } exemption
            ? Verdict.Skipped(exemption)
            : Decide(ReviewedObject.Of<ReviewedNamespace>(request), request, settings);

    private static Verdict Decide(ReviewedNamespace reviewed, AdmissionRequest request, RouteMetricsSettings settings)
    {
        var verdict = DecideLabels(reviewed, request, settings);
        return reviewed.Metadata.IsBeingDeleted
            || NoteOn(reviewed.Resource.Labels.GetValueOrDefault(IstioLabels.Mode), settings.Mode) is not { } note
            ? verdict
            : verdict with
            {
                Warnings = settings.Mode == Mode.Audit ? verdict.Warnings : [.. verdict.Warnings, .. ClientText.Warnings([new(note)])],
                AuditAnnotations = [.. verdict.AuditAnnotations, new(Verdict.NoteKey, note)],
            };
    }

    /// <summary>A note on a mode label with an unknown mode; null if the label is fine.</summary>
    private static string? NoteOn(string? label, Mode instead) => label is null || ModeWord.Parse(label) is not null
        ? null
        : $"label {IstioLabels.Mode}: \"{ClientText.Cut(label, 64)}\" is not one of enforce, warn and audit; the default holds: "
            + $"{instead.Word()}";

    private static Verdict DecideLabels(ReviewedNamespace reviewed, AdmissionRequest request, RouteMetricsSettings settings)
    {
        // What the record says is about another object of this name, or about a time before it opted in.
        var enrolment = NamespaceEnrolment.Decide(new(reviewed.Resource.Name, reviewed.Resource.Labels), settings);
        if (SkipReason(reviewed, enrolment) is { } reason)
        {
            return Verdict.Skipped(reason) with { Warnings = WarningsOf(reviewed, enrolment.Mode) };
        }

        var missing = enrolment.LabelsToAdd;
        if (missing.Count == 0)
        {
            return Verdict.Of("enrolled already", enrolment.Mode);
        }

        if (request.Operation == AdmissionOperation.Update && !OptsIn(request, reviewed))
        {
            return Verdict.Skipped("an update that does not opt in");
        }

        var labels = string.Join(", ", missing.Select(label => $"{label.Key}={label.Value}"));
        return enrolment.Mode == Mode.Audit
            ? Verdict.Of($"would add {labels}", enrolment.Mode)
            : Verdict.Of($"added {labels}", enrolment.Mode) with { Patch = PatchOf(missing, reviewed.Metadata) };
    }

    private static bool OptsIn(AdmissionRequest request, ReviewedNamespace reviewed) =>
        IsAskedFor(reviewed)
        && !request.OldObject.IsEmpty
        && ReviewedObject.Read<ReviewedNamespace>(request.OldObject, request.Resource) is { Faults: [] } old
        && !IsAskedFor(old);

    private static bool IsAskedFor(ReviewedNamespace reviewed) => reviewed.Resource.Labels.GetValueOrDefault(IstioLabels.Enabled) == "true";

    private static string? SkipReason(ReviewedNamespace reviewed, NamespaceEnrolment enrolment) => reviewed switch
    {
        { Metadata.IsBeingDeleted: true } => "the namespace is being deleted",
        // The waypoint has the namespace's name, which the API server generates after mutation; the controller adds the labels later.
        { Faults: [], Metadata.HasName: false } => "the name is not known yet (generateName)",
        { Faults: [var fault, ..] } => $"cannot be read: {fault.Message}",
        _ => enrolment.SkipReason,
    };

    private static IReadOnlyList<string> WarningsOf(ReviewedNamespace reviewed, Mode mode) =>
        mode == Mode.Audit || reviewed.Metadata.IsBeingDeleted
            ? []
            : ClientText.Warnings(
                [.. reviewed.Faults.Select(fault => new ClientLine($"not enrolled, since the namespace cannot be read: {fault.Message}"))]);

    private static IReadOnlyList<PatchOperation> PatchOf(IReadOnlyList<KeyValuePair<string, string>> missing, MetadataOutline metadata)
    {
        var record = new EnrolmentRecord([], IsWaypointWithdrawn: false).With(missing.Select(static label => label.Key));
        return
        [
            .. Add("labels", missing, metadata.HasLabels),
            .. Add("annotations", [new(IstioLabels.Enrolled, record.ToString())], metadata.HasAnnotations),
        ];
    }

    private static IEnumerable<PatchOperation> Add(string map, IReadOnlyList<KeyValuePair<string, string>> entries, bool isThere) => isThere
        ? entries.Select(entry => new PatchOperation.Add($"/metadata/{map}/{PatchOperation.Escape(entry.Key)}", entry.Value))
        : [new PatchOperation.AddMap($"/metadata/{map}", entries)];
}
