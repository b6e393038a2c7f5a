using RouteMetrics.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Admission;

/// <summary>Writes the operations of a route into its annotation, or removes a stale one.</summary>
internal static class RouteMutation
{
    public static Verdict Decide(ReviewedRoute reviewed, Mode mode, RouteMetricsSettings settings, MeshSnapshot snapshot)
    {
        if (reviewed.Faults is [var fault, ..])
        {
            var warning = $"{OperationsAnnotation.Key} is not written, since the route cannot be read: {fault.Message}";
            return Verdict.Of($"skipped: cannot be read: {fault.Message}", mode)
                with
            { Warnings = mode == Mode.Audit ? [] : ClientText.Warnings([new(warning)]) };
        }

        return Decide(reviewed, OperationsAnnotation.From(RoutePlan.MeasuredOf(reviewed.Route, snapshot, settings)), mode);
    }

    public static Verdict Decide(ReviewedRoute reviewed, string? wanted, Mode mode)
    {
        var warnings = TooLarge(reviewed, wanted) is { } warning ? [new ClientLine(warning)] : Array.Empty<ClientLine>();
        var target = warnings.Length == 0 ? wanted : null;
        var current = reviewed.Route.Annotations.GetValueOrDefault(OperationsAnnotation.Key);
        if (mode == Mode.Audit)
        {
            return Verdict.Of(target == current ? "unchanged" : "would write the operations", mode);
        }

        return Verdict.Of(DecisionOf(current, target), mode)
            with
        { Warnings = ClientText.Warnings(warnings), Patch = PatchOf(reviewed.Metadata, current, target) };
    }

    private static string DecisionOf(string? current, string? target) => (current, target) switch
    {
        _ when current == target => "unchanged",
        (_, null) => "removed the operations",
        _ => "wrote the operations",
    };

    private static IReadOnlyList<PatchOperation> PatchOf(MetadataOutline metadata, string? current, string? target) =>
        (current, target) switch
        {
            _ when current == target || !metadata.IsPresent => [],
            (_, null) => [new PatchOperation.Remove(Pointer)],
            (not null, _) => [new PatchOperation.Replace(Pointer, target)],
            _ when metadata.HasAnnotations => [new PatchOperation.Add(Pointer, target)],
            _ => [new PatchOperation.AddMap("/metadata/annotations", [new(OperationsAnnotation.Key, target)])],
        };

    private static string Pointer { get; } = $"/metadata/annotations/{PatchOperation.Escape(OperationsAnnotation.Key)}";

    private static string? TooLarge(ReviewedRoute reviewed, string? wanted)
    {
        if (wanted is null || OperationsAnnotation.TotalBytes(wanted, reviewed) is var bytes && bytes <= OperationsAnnotation.TotalLimit)
        {
            return null;
        }

        return $"{OperationsAnnotation.Key} is left out: the annotations would be {bytes} bytes, and the API server admits "
            + $"{OperationsAnnotation.TotalLimit}";
    }
}
